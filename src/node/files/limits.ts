const MiB = 1024 * 1024;

/**
 * Every bound of the file readers, in one place. Each exists because a log is hostile input or simply huge; whatever
 * crosses one is refused with a `LogError` that names the bound, never cut silently.
 */

/** One `bytes()` call. A JavaScript string ends near 512 MiB of text, and decoding doubles the memory for a moment. */
export const READ_BYTES = 256 * MiB;

/** Compressed bytes handed to a decoder at once. Deflate expands at most 1032 times, so one push yields at most 33 MiB. */
export const DECODE_CHUNK = 32 * 1024;

/** Decoded bytes kept of a gzip or zstd file. Up to this size the file behaves like a plain one: known size, free access. */
export const DECODE_WINDOW = 16 * MiB;

/** Decoded bytes of one gzip or zstd file. Reaching an offset means decoding all before it: about 20 s at this size. */
export const DECODED_BYTES = 4096 * MiB;

/** Decoded to compressed bytes. Logs that repeat their whole prompt every turn stay under 300; bombs start at 1000. */
export const EXPANSION = 1000;

/** Below this size the expansion is not looked at: a few kilobytes of zeros harm nobody. */
export const EXPANSION_FROM = 16 * MiB;

/** Members of one archive. An Inspect log has about 100 per chunked sample; each costs us some 200 bytes. */
export const ARCHIVE_MEMBERS = 500_000;

/** Bytes of an archive's directory read at once. */
export const DIRECTORY_BLOCK = 256 * 1024;

/** One decoded archive member; it becomes one string. */
export const MEMBER_BYTES = 256 * MiB;

/** Parquet footer. It is parsed into objects of about ten times its size. */
export const PARQUET_FOOTER = 32 * MiB;

/** One decoded parquet page, as its header declares. Writers aim at 1 MiB. */
export const PARQUET_PAGE = 256 * MiB;

/** Decoded bytes of one read, a row group at most, counted page by page. Writers aim at 128 MiB a group. */
export const PARQUET_ROW_GROUP = 1024 * MiB;

/** Rows of one row group. Writers make 100 thousand to a million; a damaged count must not become an array. */
export const PARQUET_GROUP_ROWS = 16_000_000;

/** Values of one column of one row group, list elements counted singly; they become one array. */
export const PARQUET_GROUP_VALUES = 32_000_000;

/** A row group up to this decoded size and number of rows is kept, so that windows inside it decode it once. */
export const PARQUET_KEPT = 64 * MiB;
export const PARQUET_KEPT_ROWS = 100_000;

/** A neighbour file (report, metadata, continuation). They are read whole, beside the log itself. */
export const SIBLING_BYTES = 64 * MiB;

/**
 * How far above the watched root (or, without one, above the file's own folder) a neighbour may lie. A Harbor
 * trajectory needs `../result.json` of its trial and `../../config.json` of its job when `agent/` itself is watched.
 */
export const SIBLING_LEVELS_ABOVE_ROOT = 2;
