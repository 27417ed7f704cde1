import type { Step } from '../core/model/trajectory.ts';
import type { FeatureReader } from '../core/scoring/features.ts';
import type { Chunk, ChunkResult, Shape } from './session.ts';

/** One trajectory on its way through the model. */
export interface Row {
  readonly steps: readonly Step[];
  readonly reader: FeatureReader;
  /** Logits; those from `at` on are not known yet. */
  readonly logits: Float32Array;
  /** Steps done. */
  at: number;
  /** [layers, 1, hidden] after `at` steps. */
  state: Float32Array;
}

/**
 * The next `steps` steps of each row as one input. Rows that end earlier are filled up with zeros; what the model says
 * there is never read.
 */
export function pack(rows: readonly Row[], steps: number, shape: Shape): Chunk {
  const tokens = new Int32Array(rows.length * steps * shape.tokens);
  const dense = new Float32Array(rows.length * steps * shape.dense);
  const state = new Float32Array(shape.layers * rows.length * shape.hidden);
  rows.forEach((row, r) => {
    const given = row.reader.read(row.steps.slice(row.at, row.at + steps));
    tokens.set(given.tokens, r * steps * shape.tokens);
    dense.set(given.dense, r * steps * shape.dense);
    for (let layer = 0; layer < shape.layers; layer++) {
      state.set(row.state.subarray(layer * shape.hidden, (layer + 1) * shape.hidden), (layer * rows.length + r) * shape.hidden);
    }
  });
  return { rows: rows.length, steps, tokens, dense, state };
}

/** The step a row stands before, alone, without its reader remembering it. */
export function packLast({ steps, reader, at, state }: Row): Chunk {
  const step = steps[at];
  if (step === undefined) throw new RangeError('the row is at its end');
  return { rows: 1, state, ...reader.peek(step) };
}

/** Rows [from, to) of a chunk. */
export function sliceRows({ rows, steps, tokens, dense, state }: Chunk, from: number, to: number, shape: Shape): Chunk {
  return {
    rows: to - from,
    steps,
    tokens: tokens.slice(from * steps * shape.tokens, to * steps * shape.tokens),
    dense: dense.slice(from * steps * shape.dense, to * steps * shape.dense),
    state: sliceState(state, rows, from, to, shape),
  };
}

/** Steps [from, to) of a chunk of one row. */
export function sliceSteps(chunk: Chunk, from: number, to: number, shape: Shape): Chunk {
  return {
    ...chunk,
    steps: to - from,
    tokens: chunk.tokens.slice(from * shape.tokens, to * shape.tokens),
    dense: chunk.dense.slice(from * shape.dense, to * shape.dense),
  };
}

/** Writes what the model said into the rows and moves them on. */
export function unpack(rows: readonly Row[], { steps }: Chunk, { logit, state }: ChunkResult, shape: Shape): void {
  rows.forEach((row, r) => {
    const done = Math.min(steps, row.steps.length - row.at);
    row.logits.set(logit.subarray(r * steps, r * steps + done), row.at);
    row.state = sliceState(state, rows.length, r, r + 1, shape);
    row.at += done;
  });
}

function sliceState(state: Float32Array, rows: number, from: number, to: number, { layers, hidden }: Shape): Float32Array {
  const part = new Float32Array(layers * (to - from) * hidden);
  for (let layer = 0; layer < layers; layer++) {
    part.set(state.subarray((layer * rows + from) * hidden, (layer * rows + to) * hidden), layer * (to - from) * hidden);
  }
  return part;
}

/** Joins the results of slices of one chunk, in order; `rows` are those of each slice. */
export function join(parts: readonly ChunkResult[], rows: readonly number[], { layers, hidden }: Shape): ChunkResult {
  const all = rows.reduce((sum, n) => sum + n, 0);
  const logit = new Float32Array(parts.reduce((sum, part) => sum + part.logit.length, 0));
  const state = new Float32Array(layers * all * hidden);
  let row = 0;
  let at = 0;
  parts.forEach((part, i) => {
    const n = rows[i] ?? 0;
    logit.set(part.logit, at);
    for (let layer = 0; layer < layers; layer++) {
      state.set(part.state.subarray(layer * n * hidden, (layer + 1) * n * hidden), (layer * all + row) * hidden);
    }
    at += part.logit.length;
    row += n;
  });
  return { logit, state };
}
