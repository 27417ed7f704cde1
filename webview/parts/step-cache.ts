import type { ShownStep } from '../../src/protocol/panel.ts';
import { windows } from './ranges.ts';

/** Characters a field may have before the host cuts it; the rest comes on demand. */
export const FIRST_CHARS = 20_000;
/** Whole steps kept; the ones asked for longest ago go first. */
const KEPT = 400;

interface Entry {
  readonly revision: number;
  readonly shown: ShownStep;
}

interface Source {
  steps(from: number, to: number): Promise<{ readonly revision: number; readonly steps: readonly ShownStep[] }>;
  step(index: number): Promise<ShownStep>;
}

/** Steps the panel has pulled. An entry of an older revision is still shown while the newer one is on its way. */
export class StepCache {
  private readonly entries = new Map<number, Entry>();
  private readonly wanted = new Set<number>();
  private readonly underway = new Map<number, number>();
  private readonly whole = new Set<number>();
  private readonly failures = new Map<number, string>();
  private revision = 0;

  private readonly source: Source;
  private readonly changed: () => void;

  constructor(source: Source, changed: () => void) {
    this.source = source;
    this.changed = changed;
  }

  /** Another trajectory: nothing that was pulled is of use. */
  clear(): void {
    for (const map of [this.entries, this.wanted, this.underway, this.whole, this.failures]) map.clear();
  }

  setRevision(revision: number): void {
    this.revision = revision;
    this.failures.clear();
  }

  /** The step if it is here, and in any case a request for its newest revision. */
  get(index: number): ShownStep | undefined {
    const entry = this.entries.get(index);
    if (!entry || entry.revision < this.revision) this.want(index);
    return entry?.shown;
  }

  failure(index: number): string | undefined {
    return this.failures.get(index);
  }

  /** The step without cuts. From then on it is always pulled whole. */
  async getWhole(index: number): Promise<ShownStep> {
    this.whole.add(index);
    const revision = this.revision;
    const shown = await this.source.step(index);
    this.put(index, { revision, shown });
    this.changed();
    return shown;
  }

  private want(index: number): void {
    if (this.underway.get(index) === this.revision || this.failures.has(index)) return;
    this.underway.set(index, this.revision);
    if (this.wanted.size === 0) queueMicrotask(() => void this.pull());
    this.wanted.add(index);
  }

  private async pull(): Promise<void> {
    const wanted = [...this.wanted];
    this.wanted.clear();
    const cut = wanted.filter((i) => !this.whole.has(i));
    await Promise.all([
      ...windows(cut).map((window) => this.pullWindow(...window)),
      ...wanted.filter((i) => this.whole.has(i)).map((i) => this.settle(i, i + 1, this.getWhole(i))),
    ]);
  }

  private async pullWindow(from: number, to: number): Promise<void> {
    const asked = this.revision;
    await this.settle(
      from,
      to,
      this.source.steps(from, to).then((window) => {
        const revision = Math.max(asked, window.revision);
        for (const shown of window.steps) this.put(shown.step.index, { revision, shown });
      }),
    );
  }

  private async settle(from: number, to: number, work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      for (let i = from; i < to; i++) this.failures.set(i, error instanceof Error ? error.message : String(error));
    }
    for (let i = from; i < to; i++) this.underway.delete(i);
    this.changed();
  }

  private put(index: number, entry: Entry): void {
    this.entries.delete(index);
    this.entries.set(index, entry);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= KEPT) break;
      this.entries.delete(oldest);
    }
  }
}
