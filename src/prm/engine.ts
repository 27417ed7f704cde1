import { type Rung, stepDown } from './device.ts';
import type { Model } from './model.ts';
import { join, sliceRows, sliceSteps } from './rows.ts';
import { firstLine, type Runtime } from './runtime.ts';
import type { Chunk, ChunkResult, Shape } from './session.ts';

/** Most steps (rows times length) of one run: bounds memory, and the time until a cancellation is seen. */
const MOST_CELLS = 1024;

/** The session in use. Splits what does not fit into memory, and goes on with the CPU when the GPU gives up. */
export class Engine {
  readonly shape: Shape;
  readonly #runtime: Runtime;
  readonly #model: Model;
  readonly #changed: (rung: Rung) => void;
  #rung: Rung;
  #cells = MOST_CELLS;

  constructor(runtime: Runtime, model: Model, rung: Rung, changed: (rung: Rung) => void) {
    this.#runtime = runtime;
    this.#model = model;
    this.#rung = rung;
    this.#changed = changed;
    this.shape = model.shape;
  }

  get device(): Rung['device'] {
    return this.#rung.device;
  }

  /** Steps, rows times length, that were found to fit. */
  get cells(): number {
    return this.#cells;
  }

  get mostSteps(): number {
    return this.#rung.mostSteps;
  }

  async run(chunk: Chunk): Promise<ChunkResult> {
    const { session, device } = this.#rung;
    try {
      return await session.run(chunk);
    } catch (error) {
      const cells = chunk.rows * chunk.steps;
      if (cells > 1 && isOutOfMemory(error)) {
        this.#cells = Math.min(this.#cells, cells >> 1);
        return this.#halves(chunk);
      }
      if (device === 'cpu') throw error;
      await this.#leaveGpu(error);
      return this.run(chunk);
    }
  }

  async #halves(chunk: Chunk): Promise<ChunkResult> {
    if (chunk.rows > 1) {
      const half = chunk.rows >> 1;
      const first = await this.run(sliceRows(chunk, 0, half, this.shape));
      const second = await this.run(sliceRows(chunk, half, chunk.rows, this.shape));
      return join([first, second], [half, chunk.rows - half], this.shape);
    }
    const half = chunk.steps >> 1;
    const first = await this.run(sliceSteps(chunk, 0, half, this.shape));
    const second = await this.run({ ...sliceSteps(chunk, half, chunk.steps, this.shape), state: first.state });
    return { logit: Float32Array.of(...first.logit, ...second.logit), state: second.state };
  }

  async #leaveGpu(error: unknown): Promise<void> {
    const gpu = this.#rung.session;
    this.#rung = await stepDown(this.#runtime, this.#model, firstLine(error));
    this.#changed(this.#rung);
    await gpu.release().catch(() => {});
  }
}

const isOutOfMemory = (error: unknown): boolean => /out of memory|bad_?alloc|failed to allocate|allocation failed|OOM/i.test(String(error));
