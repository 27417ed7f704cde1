const NEWLINE = 0x0a;

/** One line of a byte stream. `\n` is the only separator; a `\r` before it belongs to the line. */
export interface ByteLine {
  /** Byte offset of the first byte in the file. */
  readonly offset: number;
  /** Bytes, without the newline. */
  readonly length: number;
  /** 1-based number in the file. */
  readonly line: number;
  /** The line's bytes; `undefined` when it is longer than the limit: it was walked over, not kept. */
  readonly bytes: Uint8Array | undefined;
  /** False for a last line that no newline has ended (yet). */
  readonly finished: boolean;
}

export interface LineOptions {
  /** Byte offset of the first chunk in the file. */
  readonly offset?: number;
  /** Number of the first line. */
  readonly line?: number;
  /** Longest line that is kept, in bytes. */
  readonly limit?: number;
}

/**
 * Cuts a stream of byte chunks into lines. Holds one line at a time and at most one more copy of it while joining
 * its parts, so memory is bounded by twice the limit whatever the file's size.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, options: LineOptions = {}): AsyncGenerator<ByteLine, void, void> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let start = options.offset ?? 0;
  let line = options.line ?? 1;
  let parts: Uint8Array[] = [];
  let length = 0;

  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length > limit) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  const close = (finished: boolean): ByteLine => {
    const bytes = length > limit ? undefined : join(parts, length);
    const closed = { offset: start, length, line, bytes, finished };
    start += length + 1;
    line++;
    parts = [];
    length = 0;
    return closed;
  };

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      yield close(true);
    }
    take(chunk.subarray(from));
  }
  if (length > 0) yield close(false);
}

export function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
