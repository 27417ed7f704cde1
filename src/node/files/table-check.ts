import { type FileMetaData, parquetSchema, type SchemaTree } from 'hyparquet';
import { PARQUET_GROUP_ROWS, PARQUET_GROUP_VALUES } from './limits.ts';
import { damagedTable } from './problems.ts';

/**
 * Holds a footer against itself before anything is read by it: every row group has exactly the schema's columns, in
 * order, as the format demands, and row counts agree with them. A reader that trusts a damaged footer starts reads
 * nobody waits for, or makes arrays of any size.
 */
export function checkStructure(metadata: FileMetaData, shown: string): void {
  const damaged = (why: string) => damagedTable(shown, why);
  const leaves = [...leavesOf(parquetSchema(metadata), false)];
  const top = parquetSchema(metadata).children.map((child) => child.element.name);
  if (new Set(top).size !== top.length) throw damaged('two columns have the same name');
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (!(rows >= 0 && rows <= PARQUET_GROUP_ROWS)) throw damaged(`a row group claims ${rows} rows`);
    if (group.columns.length !== leaves.length) throw damaged('a row group has other columns than the schema');
    for (const [index, column] of group.columns.entries()) {
      const about = column.meta_data;
      const leaf = leaves[index];
      if (about?.path_in_schema.join('\0') !== leaf?.path) throw damaged('a row group has other columns than the schema');
      const values = Number(about?.num_values);
      if (!(values <= PARQUET_GROUP_VALUES)) throw damaged(`a column claims ${values} values`);
      if (leaf?.repeated ? values < rows : values !== rows) throw damaged('its counts of rows and values differ');
    }
  }
}

function* leavesOf(tree: SchemaTree, repeated: boolean): Generator<{ readonly path: string; readonly repeated: boolean }> {
  const many = repeated || tree.element.repetition_type === 'REPEATED';
  if (tree.children.length === 0) yield { path: tree.path.join('\0'), repeated: many };
  for (const child of tree.children) yield* leavesOf(child, many);
}
