import type * as vscode from 'vscode';
import { readCustomFormats } from '../core/importers/custom-format.ts';
import { type Formats, formatsWith } from '../core/importers/formats.ts';
import { importerById } from '../core/importers/table.ts';
import type { Json } from '../core/model/json.ts';
import type { Problem } from '../core/model/result.ts';
import type { Library } from '../node/library/types.ts';
import { onDidChangeSetting, setting, writeSetting } from './settings.ts';

const CHOSEN = 'formats.chosen';

export const isBuiltIn = (id: string): boolean => importerById(id) !== undefined;

/** The formats in force: house formats from the settings, choices made by hand from the workspace's memory. */
export class FormatDesk {
  private readonly memory: vscode.Memento;
  /** Reads what the settings say now. */
  formats: Formats;
  problems: readonly Problem[] = [];

  constructor(memory: vscode.Memento) {
    this.memory = memory;
    this.formats = this.read();
  }

  /** Hands every change to the library; `tell` hears what is wrong with the mappings, at once and with each change. */
  follow(library: Library, tell: (problems: readonly Problem[]) => void): vscode.Disposable {
    this.library = library;
    tell(this.problems);
    return onDidChangeSetting('rolloutLens.customFormats', () => {
      this.renew();
      tell(this.problems);
    });
  }

  /** Remembers how a file or folder is read; `undefined`: as its content says. */
  async choose(path: string, format: string | undefined): Promise<void> {
    const { [path]: _, ...others } = this.chosen();
    await this.memory.update(CHOSEN, format === undefined ? others : { ...others, [path]: format });
    this.renew();
  }

  /** Adds a mapping to the settings, or replaces the one of its id. */
  async save(definition: { readonly [key: string]: Json; readonly id: string }): Promise<void> {
    const others = setting('rolloutLens.customFormats').filter((other) => (other as { id?: unknown } | null)?.id !== definition.id);
    await writeSetting('rolloutLens.customFormats', [...others, definition]);
  }

  private library: Library | undefined;

  private renew(): void {
    this.formats = this.read();
    this.library?.use(this.formats);
  }

  private read(): Formats {
    const { formats, problems } = readCustomFormats(setting('rolloutLens.customFormats') as readonly Json[], isBuiltIn);
    this.problems = problems;
    return formatsWith(formats, this.chosen());
  }

  private chosen(): Readonly<Record<string, string>> {
    return this.memory.get<Readonly<Record<string, string>>>(CHOSEN, {});
  }
}
