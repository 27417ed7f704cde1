import type { Io } from './command.ts';

/** Standard output and error as an `Io`. A reader that goes away (`| head`) ends the work, not with an error. */
export function processIo(): Io & { readonly readerGone: () => boolean } {
  const controller = new AbortController();
  let gone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED')
      process.stderr.write(`rollout-lens: cannot write the output: ${error.message}\n`);
    gone = true;
    controller.abort();
  });
  process.stderr.on('error', () => undefined);
  process.once('SIGINT', () => controller.abort());

  return {
    out: (line) =>
      gone
        ? Promise.resolve()
        : new Promise((resolve) => {
            if (process.stdout.write(`${line}\n`)) return resolve();
            const done = (): void => {
              process.stdout.off('drain', done);
              controller.signal.removeEventListener('abort', done);
              resolve();
            };
            process.stdout.once('drain', done);
            controller.signal.addEventListener('abort', done, { once: true });
          }),
    err: (line) => void process.stderr.write(`${line}\n`),
    signal: controller.signal,
    width: process.stdout.columns ?? 100,
    readerGone: () => gone,
  };
}
