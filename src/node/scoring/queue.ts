import type { Job } from './job.ts';

/** Jobs that wait: those in view before the others, the newest view first, the others in the order they came. */
export class JobQueue {
  #urgent: Job[] = [];
  #background = new Set<Job>();

  get size(): number {
    return this.#urgent.length + this.#background.size;
  }

  /** Also moves a job that is there already to where it belongs now. */
  add(job: Job): void {
    this.remove(job);
    if (job.urgent) this.#urgent.push(job);
    else this.#background.add(job);
  }

  /** Puts jobs before all others of their kind. */
  putBack(jobs: readonly Job[]): void {
    const [urgent, background] = [jobs.filter((job) => job.urgent), jobs.filter((job) => !job.urgent)];
    this.#urgent = [...this.#urgent, ...urgent];
    this.#background = new Set([...background, ...this.#background]);
  }

  remove(job: Job): void {
    this.#urgent = this.#urgent.filter((other) => other !== job);
    this.#background.delete(job);
  }

  /** What goes next, if `fits` lets it. */
  take(fits: (job: Job) => boolean): Job | undefined {
    const next = this.#urgent.at(-1) ?? this.#background.values().next().value;
    if (next === undefined || !fits(next)) return undefined;
    this.remove(next);
    return next;
  }

  clear(): readonly Job[] {
    const all = [...this.#urgent, ...this.#background];
    this.#urgent = [];
    this.#background.clear();
    return all;
  }
}
