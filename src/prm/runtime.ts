import type * as Ort from 'onnxruntime-node';
import { fail, ok, type Result } from '../core/model/result.ts';

export type Runtime = typeof Ort;

/** Loads onnxruntime-node and its native file for this platform, which the universal package does not carry. */
export async function loadRuntime(load: () => Promise<Runtime> = () => import('onnxruntime-node')): Promise<Result<Runtime>> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return ok(await load());
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code?.endsWith('MODULE_NOT_FOUND');
    return fail({
      severity: 'error',
      code: missing ? 'runtime-missing' : 'runtime-broken',
      message: missing
        ? `This package holds no ONNX Runtime for ${platform}, so nothing can be scored here.`
        : `ONNX Runtime for ${platform} does not load: ${firstLine(error)}`,
      remedy: missing
        ? `Install the package of Rollout Lens that was built for ${platform}.`
        : 'Check that the system libraries it names are installed and recent enough, then restart scoring.',
      detail: firstLine(error),
    });
  }
}

/** The part of a native error a person can use: its first line without the source position in front. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n', 1)[0]
    ?.replace(/^\/\S+:\d+ .*? was false\. /, '')
    .trim() ?? '';
