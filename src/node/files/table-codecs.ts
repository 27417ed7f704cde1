import zlib from 'node:zlib';
import { type Compressors, snappyUncompress } from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors';
import { PARQUET_PAGE, PARQUET_ROW_GROUP } from './limits.ts';

const atMost = (length: number) => ({ maxOutputLength: Math.max(1, length) });

const CODECS: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(length);
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => zlib.gunzipSync(input, atMost(length)),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, atMost(length)),
  ZSTD: (input, length) => zlib.zstdDecompressSync(input, atMost(length)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** Codecs for one read: a page decodes to what its header declares or fails, and all pages together stay within bounds. */
export function boundedCodecs(): Compressors {
  let total = 0;
  const bounded = Object.entries(CODECS).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      total += length;
      if (!(length >= 0 && length <= PARQUET_PAGE)) throw new Error(`a page claims ${length} bytes`);
      if (total > PARQUET_ROW_GROUP) throw new Error(`its pages claim more than ${PARQUET_ROW_GROUP} bytes`);
      return decompress(input, length);
    },
  ]);
  return Object.fromEntries(bounded) as Compressors;
}
