import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { LogError, type Table } from '../../core/importers/importer.ts';
import type { Json } from '../../core/model/json.ts';
import { PARQUET_FOOTER, PARQUET_KEPT, PARQUET_KEPT_ROWS, PARQUET_ROW_GROUP } from './limits.ts';
import { damagedTable, refusal } from './problems.ts';
import { type ByteSource, mebibytes } from './source.ts';
import { checkStructure } from './table-check.ts';
import { boundedCodecs } from './table-codecs.ts';
import { checkPages } from './table-pages.ts';
import { toJson } from './table-values.ts';

type Row = Readonly<Record<string, Json>>;
interface RowGroup {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
  readonly pages: FileMetaData['row_groups'][number];
}

/** A parquet file, read in windows of rows. A small row group is decoded once and kept, a large one is decoded per window. */
export async function openTable(source: ByteSource, shown: string): Promise<Table> {
  const file = asyncBuffer(source, shown);
  const metadata = await readFooter(file, source, shown);
  const groups = rowGroups(metadata);
  const checked = new Set<RowGroup>();
  let kept: { readonly group: RowGroup; readonly rows: readonly Row[] } | undefined;

  async function decode(start: number, end: number): Promise<readonly Row[]> {
    try {
      const rows = await parquetReadObjects({
        file,
        metadata,
        rowStart: start,
        rowEnd: end,
        compressors: boundedCodecs(),
        geoparquet: false,
        utf8: false,
      });
      return rows.map((row) => toJson(row) as Row);
    } catch (error) {
      throw damaged(shown, error);
    }
  }

  async function readGroup(group: RowGroup, start: number, end: number): Promise<readonly Row[]> {
    if (group.bytes > PARQUET_ROW_GROUP) throw groupTooLarge(shown, group);
    if (!checked.has(group)) {
      await checkPages(file, group.pages, shown).catch((error) => {
        throw damaged(shown, error);
      });
      checked.add(group);
    }
    if (group.bytes > PARQUET_KEPT || group.end - group.start > PARQUET_KEPT_ROWS) return decode(start, end);
    if (kept?.group !== group) kept = { group, rows: await decode(group.start, group.end) };
    return kept.rows.slice(start - group.start, end - group.start);
  }

  return {
    columns: parquetSchema(metadata).children.map((child) => child.element.name),
    rows: groups.at(-1)?.end ?? 0,
    async read(start, end) {
      const rows: Row[] = [];
      for (const group of groups) {
        const [from, to] = [Math.max(start, group.start), Math.min(end, group.end)];
        if (from < to) for (const row of await readGroup(group, from, to)) rows.push(row);
      }
      return rows;
    },
  };
}

function rowGroups(metadata: FileMetaData): readonly RowGroup[] {
  let start = 0;
  return metadata.row_groups.map((group) => {
    const end = start + Number(group.num_rows);
    const result = { start, end, bytes: Number(group.total_byte_size), pages: group };
    start = end;
    return result;
  });
}

async function readFooter(file: AsyncBuffer, source: ByteSource, shown: string): Promise<FileMetaData> {
  if (!Number.isFinite(source.size)) {
    throw refusal(shown, 'parquet-compressed', 'A parquet file inside a large compressed file cannot be read.', {
      remedy: 'Decompress the outer file.',
    });
  }
  const tail = await source.read(Math.max(0, source.size - 8), 8);
  if (source.size < 12 || tail.length < 8 || String.fromCharCode(...tail.subarray(4)) !== 'PAR1') {
    throw refusal(shown, 'parquet-unfinished', 'This is no complete parquet file: its end is missing.', {
      remedy: 'If it is still being written, it is read again when it changes.',
    });
  }
  const length = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true);
  if (length > Math.min(PARQUET_FOOTER, source.size - 8)) {
    throw refusal(
      shown,
      'parquet-footer',
      `The parquet footer claims ${length} bytes; at most ${mebibytes(PARQUET_FOOTER)} MiB are read.`,
      { remedy: 'Copy or write the file again.' },
    );
  }
  try {
    const metadata = await parquetMetadataAsync(file, { geoparquet: false, initialFetchSize: Math.min(length + 8, source.size) });
    checkStructure(metadata, shown);
    return metadata;
  } catch (error) {
    throw damaged(shown, error);
  }
}

const asyncBuffer = (source: ByteSource, shown: string): AsyncBuffer => ({
  byteLength: source.size,
  slice(start, end = source.size) {
    const bytes = readExactly(source, start, end, shown);
    // hyparquet fetches ahead and may never look at the answer; a rejection nobody waits for would end the process.
    bytes.catch(() => undefined);
    return bytes;
  },
});

async function readExactly(source: ByteSource, start: number, end: number, shown: string): Promise<ArrayBuffer> {
  const bytes = start >= 0 && start <= end && end <= source.size ? await source.read(start, end - start) : undefined;
  if (bytes?.length !== end - start) throw damagedTable(shown, 'it points past its own end');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

const groupTooLarge = (shown: string, group: RowGroup) =>
  refusal(
    shown,
    'parquet-row-group',
    `One row group has ${mebibytes(group.bytes)} MiB; at most ${mebibytes(PARQUET_ROW_GROUP)} MiB are read.`,
    {
      remedy: 'Write the file with smaller row groups.',
    },
  );

const damaged = (shown: string, error: unknown) =>
  error instanceof LogError ? error : damagedTable(shown, error instanceof Error ? error.message : String(error));
