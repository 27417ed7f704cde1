import zlib from 'node:zlib';
import { refusal } from './problems.ts';

export type Compression = 'gzip' | 'zstd';

/** Which compression a file's first bytes announce. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return undefined;
}

/** One pass over a compressed stream, fed piece by piece. */
export interface Decoder {
  /** Adds what these compressed bytes decode to. Throws `LogError` where they are damaged, after what came before. */
  push(input: Uint8Array, output: Uint8Array[]): Promise<void>;
  /** To be called after the last push: false when the stream ends in the middle. */
  finish(output: Uint8Array[]): Promise<boolean>;
}

/** Gzip members and zstd frames may follow one another (appending writers, `cat a.gz b.gz`); they decode to one content. */
export function createDecoder(compression: Compression, shown: string): Decoder {
  if (compression === 'zstd') demandZstd(shown);
  let frame = openFrame(compression);
  let fresh = true;
  return {
    async push(input, output) {
      let rest = input;
      while (rest.length > 0) {
        const used = await frame.write(rest, output).catch((error: Error) => {
          throw damaged(shown, compression, error);
        });
        if (used === 0 && fresh) throw damaged(shown, compression, new Error('it makes no progress'));
        rest = rest.subarray(used);
        fresh = rest.length > 0;
        if (fresh) frame = openFrame(compression);
      }
    },
    async finish(output) {
      try {
        await frame.end(output);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') return false;
        throw damaged(shown, compression, error as Error);
      }
    },
  };
}

/** Node has zstd from 22.15 on; an editor may have built its Node without. Refuses with a `LogError`. */
export function demandZstd(shown: string): void {
  if (typeof zlib.zstdDecompress === 'function') return;
  throw refusal(shown, 'zstd-unsupported', 'This Node.js cannot decode zstd.', {
    remedy: 'Use Node.js 22.15 or newer, or write the log with deflate or gzip.',
  });
}

const damaged = (shown: string, compression: Compression, error: Error) =>
  refusal(shown, 'compressed-damaged', `The ${compression} data is damaged: ${error.message}.`, {
    remedy: 'Copy or compress the file again.',
  });

/** One zlib stream in flowing mode: every write hands over its output before its callback runs, so no output is lost to an error. */
function openFrame(compression: Compression) {
  const stream =
    compression === 'gzip' ? zlib.createGunzip() : zlib.createZstdDecompress({ params: { [zlib.constants.ZSTD_d_windowLogMax]: 27 } });
  let sink: Uint8Array[] = [];
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  stream.on('data', (chunk: Uint8Array) => sink.push(chunk));
  stream.on('error', (error) => {
    failure = error;
    wake?.();
  });
  stream.on('end', () => wake?.());

  const settle = (act: (done: () => void) => void, output: Uint8Array[]) =>
    new Promise<void>((resolve, reject) => {
      sink = output;
      wake = () => (failure ? reject(failure) : resolve());
      if (failure) return reject(failure);
      act(wake);
    });

  return {
    /** Compressed bytes used; fewer than given when a zstd frame ended inside (zlib goes on over gzip members by itself). */
    async write(input: Uint8Array, output: Uint8Array[]): Promise<number> {
      const before = stream.bytesWritten;
      await settle((done) => stream.write(input, done), output);
      return compression === 'gzip' ? input.length : stream.bytesWritten - before;
    },
    end: (output: Uint8Array[]) => settle(() => stream.end(), output),
  };
}
