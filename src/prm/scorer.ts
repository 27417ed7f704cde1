import { fail, ok, type Problem, type Result } from '../core/model/result.ts';
import { FeatureReader } from '../core/scoring/features.ts';
import type { Scored, ScoreParams } from '../protocol/scoring.ts';
import { Checkpoints } from './checkpoints.ts';
import { extendDigest, startDigest } from './digest.ts';
import type { Engine } from './engine.ts';
import { pack, packLast, type Row, unpack } from './rows.ts';
import { firstLine } from './runtime.ts';

/** Steps of each trajectory in one run of a batch, and of a trajectory that is scored alone. */
const BATCH_STEPS = 32;
const ALONE_STEPS = 64;
const BATCH_ROWS = 32;

interface Job {
  readonly params: ScoreParams;
  readonly answer: (result: Result<Scored>) => void;
}

/**
 * Scores trajectories: urgent ones alone, newest first, the others in batches of like length. Between two chunks it
 * looks for cancellations and urgent work. Every job is answered, with scores or with a problem.
 */
export class Scorer {
  readonly #engine: Engine;
  readonly #temperature: number;
  readonly #beat: (steps: number) => void;
  readonly #checkpoints = new Checkpoints();
  /** Keys of trajectories seen in batches: the second time, one is taken for growing. */
  readonly #seen = new Set<string>();
  readonly #cancelled = new Set<number>();
  readonly #open = new Set<number>();
  #urgent: Job[] = [];
  #waiting: Job[] = [];
  #busy = false;

  constructor(engine: Engine, temperature: number, beat: (steps: number) => void) {
    this.#engine = engine;
    this.#temperature = temperature;
    this.#beat = beat;
  }

  score(params: ScoreParams): Promise<Result<Scored>> {
    return new Promise((resolve) => {
      this.#open.add(params.job);
      const answer = (result: Result<Scored>): void => {
        this.#open.delete(params.job);
        this.#cancelled.delete(params.job);
        resolve(result);
      };
      (params.urgent ? this.#urgent : this.#waiting).push({ params, answer });
      if (!this.#busy) void this.#work();
    });
  }

  cancel(job: number): void {
    if (this.#open.has(job)) this.#cancelled.add(job);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (;;) {
      await this.#breathe();
      const batch = this.#takeBatch();
      const [first] = batch;
      if (first === undefined && this.#urgent.length === 0) break;
      if (first === undefined) continue;
      if (batch.length === 1) await this.#alone(first);
      else await this.#together(batch);
    }
    this.#busy = false;
  }

  /** Lets messages in, then does what is urgent, but for the `older` first of it. */
  async #breathe(older = 0): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#urgent.length > older) {
      const job = this.#urgent.pop();
      if (job) await this.#alone(job);
    }
  }

  /** The shortest waiting jobs, or one that grew. */
  #takeBatch(): readonly Job[] {
    const grown = this.#waiting.findIndex(({ params }) => this.#checkpoints.has(params.key) || this.#seen.has(params.key));
    if (grown !== -1) return this.#waiting.splice(grown, 1);
    this.#waiting.sort((a, b) => a.params.steps.length - b.params.steps.length);
    return this.#waiting.splice(0, Math.max(1, Math.min(BATCH_ROWS, this.#engine.cells >> 3)));
  }

  async #together(jobs: readonly Job[]): Promise<void> {
    let active = jobs.map((job) => ({ job, row: this.#row(job.params) }));
    for (;;) {
      active = active.filter(({ job, row }) => !this.#isOver(job, row));
      if (active.length === 0) return;
      const rows = active.map(({ row }) => row);
      const longest = Math.max(...rows.map((row) => row.steps.length - row.at));
      const steps = Math.max(1, Math.min(BATCH_STEPS, longest, this.#engine.mostSteps, Math.floor(this.#engine.cells / rows.length)));
      try {
        const chunk = pack(rows, steps, this.#engine.shape);
        unpack(rows, chunk, await this.#engine.run(chunk), this.#engine.shape);
      } catch {
        // One of them may be to blame: alone, each answers for itself.
        for (const { job } of active) await this.#alone(job);
        return;
      }
      this.#beat(rows.length * steps);
      await this.#breathe();
    }
  }

  /** Answers a job that is finished or no longer wanted. */
  #isOver(job: Job, row: Row): boolean {
    if (this.#cancelled.has(job.params.job)) {
      job.answer(fail(CANCELLED));
      return true;
    }
    if (row.at < row.steps.length) return false;
    this.#remember(job.params.key);
    job.answer(ok(this.#scored(row.logits, row.steps.length)));
    return true;
  }

  async #alone(job: Job): Promise<void> {
    try {
      job.answer(await this.#scoreAlone(job.params));
    } catch (error) {
      job.answer(
        fail({
          severity: 'error',
          code: 'scoring-failed',
          message: `The model could not score this trajectory: ${firstLine(error)}.`,
          remedy: 'Restart scoring; if it happens again, the log channel has the details.',
        }),
      );
    }
  }

  /** Goes on from the checkpoint where there is one, and leaves one before the last step. */
  async #scoreAlone(params: ScoreParams): Promise<Result<Scored>> {
    const { key, steps, job, urgent } = params;
    const older = urgent ? this.#urgent.length : 0;
    const { row, digest: begun } = this.#resume(params);
    const before = row.at;
    const last = Math.max(before, steps.length - 1);
    while (row.at < last) {
      if (this.#cancelled.has(job)) return fail(CANCELLED);
      const chunk = pack([row], Math.min(ALONE_STEPS, last - row.at, this.#engine.mostSteps, this.#engine.cells), this.#engine.shape);
      unpack([row], chunk, await this.#engine.run(chunk), this.#engine.shape);
      this.#beat(chunk.steps);
      await this.#breathe(older);
    }
    const digest = extendDigest(begun, steps.slice(before, last));
    this.#checkpoints.put(key, { count: last, digest, reader: row.reader, state: row.state, logits: row.logits.slice(0, last) });
    if (last < steps.length) {
      const chunk = packLast(row);
      row.logits.set((await this.#engine.run(chunk)).logit, last);
      this.#beat(1);
    }
    return ok(this.#scored(row.logits, steps.length - before));
  }

  #resume(params: ScoreParams): { readonly row: Row; readonly digest: string } {
    const kept = this.#checkpoints.take(params.key);
    const start = startDigest(params);
    if (kept === undefined || kept.count > params.steps.length) return { row: this.#row(params), digest: start };
    if (extendDigest(start, params.steps.slice(0, kept.count)) !== kept.digest) return { row: this.#row(params), digest: start };
    const row = { ...this.#row(params), reader: kept.reader, at: kept.count, state: kept.state };
    row.logits.set(kept.logits);
    return { row, digest: kept.digest };
  }

  #row(params: ScoreParams): Row {
    const { layers, hidden } = this.#engine.shape;
    return {
      steps: params.steps,
      reader: new FeatureReader(params),
      logits: new Float32Array(params.steps.length).fill(Number.NaN),
      at: 0,
      state: new Float32Array(layers * hidden),
    };
  }

  #scored(logits: Float32Array, computed: number): Scored {
    return { device: this.#engine.device, values: logits.map((logit) => 1 / (1 + Math.exp(-logit / this.#temperature))), computed };
  }

  #remember(key: string): void {
    this.#seen.add(key);
    if (this.#seen.size > 4096) for (const oldest of this.#seen) return void this.#seen.delete(oldest);
  }
}

const CANCELLED: Problem = { severity: 'info', code: 'cancelled', message: 'Scoring was cancelled.' };
