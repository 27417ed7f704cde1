import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import type { Runtime } from './runtime.ts';

/** Sizes of one step's inputs and of the recurrent state. */
export interface Shape {
  /** Hashed tokens a step. */
  readonly tokens: number;
  /** Dense numbers a step. */
  readonly dense: number;
  readonly layers: number;
  readonly hidden: number;
}

/** `rows` trajectories, `steps` consecutive steps of each; arrays are row-major, `state` is [layers, rows, hidden]. */
export interface Chunk {
  readonly rows: number;
  readonly steps: number;
  readonly tokens: Int32Array;
  readonly dense: Float32Array;
  readonly state: Float32Array;
}

export interface ChunkResult {
  /** [rows, steps] */
  readonly logit: Float32Array;
  /** [layers, rows, hidden], after the last step of the chunk. */
  readonly state: Float32Array;
}

export interface Session {
  readonly device: 'cpu' | 'webgpu';
  run(chunk: Chunk): Promise<ChunkResult>;
  release(): Promise<void>;
}

/**
 * Opens the weights by path. Rejects with ONNX Runtime's own error.
 *
 * The outputs stay where ONNX Runtime puts them by default, the CPU: reading a tensor that lives on the GPU aborts the
 * process in onnxruntime-node 1.30, and the state of a step model is too small to be worth keeping there.
 */
export async function openSession(runtime: Runtime, path: string, shape: Shape, device: 'cpu' | 'webgpu'): Promise<Session> {
  const session = await runtime.InferenceSession.create(path, {
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: Math.max(1, Math.min(4, availableParallelism() >> 1)),
    // Spinning threads cost more than they give, and take the cores from the editor.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    logSeverityLevel: 3,
  } satisfies InferenceSession.SessionOptions);
  return {
    device,
    run: async ({ rows, steps, tokens, dense, state }) => {
      const output = await session.run({
        tokens: new runtime.Tensor('int32', tokens, [rows, steps, shape.tokens]),
        dense: new runtime.Tensor('float32', dense, [rows, steps, shape.dense]),
        state: new runtime.Tensor('float32', state, [shape.layers, rows, shape.hidden]),
      });
      return {
        logit: floats(output, 'logit', rows * steps),
        state: floats(output, 'next_state', shape.layers * rows * shape.hidden),
      };
    },
    release: () => session.release(),
  };
}

function floats(output: InferenceSession.OnnxValueMapType, name: string, length: number): Float32Array {
  const data = output[name]?.data;
  if (!(data instanceof Float32Array) || data.length !== length)
    throw new Error(`the model's output ${name} is not ${length} float32 numbers`);
  return data;
}
