import type { LogError } from '../../core/importers/importer.ts';
import { type Compression, createDecoder, type Decoder } from './decoder.ts';
import { DECODE_CHUNK, DECODE_WINDOW, DECODED_BYTES, EXPANSION, EXPANSION_FROM, READ_BYTES } from './limits.ts';
import { refusal } from './problems.ts';
import { type ByteSource, mebibytes, tooLarge } from './source.ts';

/** Bounds a test may lower; the defaults are those of `limits.ts`. */
export interface DecodeBounds {
  readonly window?: number;
  readonly decoded?: number;
  readonly expansionFrom?: number;
}

/**
 * The decoded content of a gzip or zstd file, addressable by offset. Only a window of it is kept: a read inside the
 * window is free, a read ahead decodes on, a read behind the window decodes again from the start. So reading forward
 * costs one pass, jumping back costs up to one more, and memory stays bounded without a temporary file.
 *
 * A damaged file, or one cut in the middle (a writer still at work), is given as far as it goes; `warning` then says
 * that the rest is missing. Only one of which nothing can be decoded is refused.
 */
export async function decodedSource(
  compressed: ByteSource,
  compression: Compression,
  shown: string,
  bounds: DecodeBounds = {},
): Promise<ByteSource> {
  const { window: keep = DECODE_WINDOW, decoded: most = DECODED_BYTES, expansionFrom = EXPANSION_FROM } = bounds;
  let pass = startPass();
  let size = Number.NaN;
  let ending: LogError | undefined;
  let refused: LogError | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  function startPass() {
    return { decoder: createDecoder(compression, shown) as Decoder | undefined, input: 0, start: 0, end: 0, chunks: [] as Uint8Array[] };
  }

  /** Decodes one more piece and forgets what the window cannot hold, but nothing from `needed` on. */
  async function advance(decoder: Decoder, needed: number): Promise<void> {
    const input = await compressed.read(pass.input, DECODE_CHUNK);
    pass.input += input.length;
    const output: Uint8Array[] = [];
    let done = input.length === 0;
    try {
      if (!done) await decoder.push(input, output);
      else if (!(await decoder.finish(output))) ending = cut(shown);
    } catch (error) {
      ending = error as LogError;
      done = true;
    }
    for (const chunk of output) {
      pass.chunks.push(chunk);
      pass.end += chunk.length;
    }
    if (done) {
      pass.decoder = undefined;
      size = pass.end;
    }
    if (pass.end > most || (pass.end > expansionFrom && pass.end > pass.input * EXPANSION)) {
      refused = bomb(shown, pass.end, pass.input);
      pass = { ...pass, decoder: undefined, chunks: [] };
      throw refused;
    }
    forget(Math.min(needed, pass.end - keep));
  }

  function forget(before: number): void {
    let first = pass.chunks[0];
    while (first && pass.start + first.length <= before) {
      pass.start += first.length;
      pass.chunks.shift();
      first = pass.chunks[0];
    }
  }

  async function read(offset: number, length: number): Promise<Uint8Array> {
    if (refused) throw refused;
    if (offset < pass.start) pass = startPass();
    while (pass.decoder && pass.end < offset + length) {
      if (pass.end - offset > READ_BYTES) throw tooLarge(shown, pass.end - offset);
      await advance(pass.decoder, offset);
    }
    const wanted = Math.max(0, Math.min(length, pass.end - offset));
    if (wanted > READ_BYTES) throw tooLarge(shown, wanted);
    return copy(pass.chunks, offset - pass.start, wanted);
  }

  while (pass.decoder && pass.end < keep) await advance(pass.decoder, 0);
  if (ending && size === 0) throw ending;
  return {
    get size() {
      return size;
    },
    get warning() {
      return ending?.problem;
    },
    read(offset, length) {
      const result = queue.then(() => read(offset, Number.isNaN(length) ? Number.POSITIVE_INFINITY : length));
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

function copy(chunks: readonly Uint8Array[], from: number, length: number): Uint8Array {
  const result = new Uint8Array(length);
  let at = -from;
  for (const chunk of chunks) {
    if (at >= length) break;
    if (at + chunk.length > 0) result.set(chunk.subarray(Math.max(0, -at), Math.min(chunk.length, length - at)), Math.max(0, at));
    at += chunk.length;
  }
  return result;
}

const bomb = (shown: string, decoded: number, input: number) =>
  refusal(shown, 'compressed-too-large', `${mebibytes(input)} MiB of compressed data decode to more than ${mebibytes(decoded) - 1} MiB.`, {
    remedy: 'If this is a log and no bomb, decompress it on disk.',
  });

const cut = (shown: string) =>
  refusal(shown, 'compressed-truncated', 'The compressed file ends in the middle; what comes before was read.', {
    severity: 'warning',
    remedy: 'It is read again when it grows; if its writer is done, copy the file again.',
  });
