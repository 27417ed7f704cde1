import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { damagedTable } from './problems.ts';

/**
 * Holds the pages of a row group against its footer: no column's pages may claim more values than the footer does, which
 * `checkStructure` has bounded. Decoders make an array of as many elements as a page header says, before they look at
 * the data, so a few bytes could ask for all memory.
 */
export async function checkPages(file: AsyncBuffer, group: FileMetaData['row_groups'][number], shown: string): Promise<void> {
  for (const { meta_data: about } of group.columns) {
    if (!about) continue;
    const start = Number(about.dictionary_page_offset || about.data_page_offset);
    const buffer = await file.slice(start, start + Number(about.total_compressed_size));
    if (claimedValues(buffer, shown) > Number(about.num_values)) throw damagedTable(shown, 'its pages claim more values than its footer');
  }
}

/** A dictionary has at most as many entries as the column has values, so the larger of both sums stands for them. */
function claimedValues(buffer: ArrayBuffer, shown: string): number {
  const reader = { view: new DataView(buffer), offset: 0 };
  let values = 0;
  let entries = 0;
  while (reader.offset < reader.view.byteLength - 1) {
    const header = parquetHeader(reader);
    const size = Number(header.compressed_page_size);
    if (!(size >= 0)) throw damagedTable(shown, `a page claims ${size} bytes`);
    reader.offset += size;
    values += Math.abs(Number(header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0));
    entries += Math.abs(Number(header.dictionary_page_header?.num_values ?? 0));
  }
  return Math.max(values, entries);
}
