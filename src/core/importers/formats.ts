import { customImporter } from './custom.ts';
import type { CustomFormat } from './custom-format.ts';
import type { Importer } from './importer.ts';
import { importerById, importers } from './table.ts';

/** Which formats are read, and which file is read as what by choice. */
export interface Formats {
  /** House formats first: where their keys match, they are taken. */
  readonly importers: readonly Importer[];
  /** Says by its content which house formats there are: what was read with others is read anew. */
  readonly key: string;
  /** File or folder (forward slashes) to the id of the format chosen for it. */
  readonly chosen: Readonly<Record<string, string>>;
  byId(id: string): Importer | undefined;
  /**
   * The format chosen for a file: its own, whatever is in it, else that of the nearest folder above it, for what its
   * detector takes.
   */
  chosenFor(path: string): { readonly importer: Importer; readonly by: 'file' | 'folder' } | undefined;
}

export function formatsWith(custom: readonly CustomFormat[], chosen: Readonly<Record<string, string>> = {}): Formats {
  const own = custom.map(customImporter);
  const byId = (id: string): Importer | undefined => own.find((importer) => importer.id === id) ?? importerById(id);
  return {
    importers: [...own, ...importers],
    key: custom.length === 0 ? '' : JSON.stringify(custom),
    chosen,
    byId,
    chosenFor(path) {
      for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
        const id = Object.hasOwn(chosen, at) ? chosen[at] : undefined;
        const importer = id === undefined ? undefined : byId(id);
        if (importer !== undefined) return { importer, by: at === path ? 'file' : 'folder' };
      }
      return undefined;
    },
  };
}

/** The formats that come with the program, nothing chosen. */
export const builtIn: Formats = formatsWith([]);
