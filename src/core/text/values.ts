import { join } from './lines.ts';

/** One JSON value of a byte stream. */
export interface ByteValue {
  /** Byte offset of its first byte in the file. */
  readonly offset: number;
  /** Bytes, without surrounding space. */
  readonly length: number;
  /** 1-based line its first byte is on. */
  readonly line: number;
  /** The value's bytes; `undefined` when it is longer than the limit: it was walked over, not kept. */
  readonly bytes: Uint8Array | undefined;
  /** False when the stream ends inside the value. */
  readonly finished: boolean;
}

export interface ValueOptions {
  /** Level whose values are wanted: 0 for values that follow one another, 1 for the elements of one array. */
  readonly level: 0 | 1;
  /** Longest value that is kept, in bytes. */
  readonly limit?: number;
}

/**
 * Finds the values of a JSON byte stream without parsing them: the elements of one array, or values written one after
 * another (pretty-printed documents in one file). Knows strings, escapes and brackets, nothing else: what is wrong
 * inside a value is found when it is parsed. Holds one value at a time.
 */
export async function* splitValues(chunks: AsyncIterable<Uint8Array>, options: ValueOptions): AsyncGenerator<ByteValue, void, void> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const level = options.level;
  let position = 0;
  let line = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  // The value being read: where it starts, its parts from earlier chunks, and where it ended so far without trailing space.
  let start = -1;
  let startLine = 1;
  let parts: Uint8Array[] = [];
  let kept = 0;
  let end = 0;

  const finish = (chunk: Uint8Array, chunkStart: number, finished: boolean): ByteValue => {
    const length = end - start;
    const from = Math.max(start - chunkStart, 0);
    const rest = chunk.subarray(from, Math.max(end - chunkStart, from));
    const bytes = length > limit || kept > limit ? undefined : join([...parts, rest], kept + rest.length).subarray(0, length);
    const value = { offset: start, length, line: startLine, bytes, finished };
    start = -1;
    parts = [];
    kept = 0;
    return value;
  };

  let last: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const base = position;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (byte === 0x0a) line++;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === 0x5c) escaped = true;
        else if (byte === 0x22) {
          inString = false;
          end = base + i + 1;
        }
        continue;
      }
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
        if (start >= 0 && level === 0 && depth === 0) yield finish(chunk, base, true);
        continue;
      }
      const opens = byte === 0x7b || byte === 0x5b;
      const closes = byte === 0x7d || byte === 0x5d;
      if (depth === level && (byte === 0x2c || closes)) {
        if (start >= 0) yield finish(chunk, base, true);
        if (closes && depth > 0) depth--;
        continue;
      }
      if (depth === level && start < 0 && !isBom(byte, base + i)) {
        start = base + i;
        startLine = line;
      }
      if (opens) depth++;
      else if (closes && depth > 0) depth--;
      else if (byte === 0x22) inString = true;
      end = base + i + 1;
      if (closes && level === 0 && depth === 0 && start >= 0) yield finish(chunk, base, true);
    }
    position += chunk.length;
    if (start >= 0) {
      const part = chunk.subarray(Math.max(start - base, 0));
      kept += part.length;
      if (kept <= limit) parts.push(part);
      else parts = [];
    }
    last = chunk;
  }
  if (start < 0) return;
  if (inString) end = position;
  // A whole value at level 0 may end with the stream; inside an array the closing bracket is missing.
  yield finish(last.subarray(last.length), position, level === 0 && depth === 0 && !inString);
}

/** A byte-order mark at the very start is not part of the first value. */
const isBom = (byte: number, offset: number): boolean => offset < 3 && (byte === 0xef || byte === 0xbb || byte === 0xbf);
