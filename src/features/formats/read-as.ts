import { posix } from 'node:path';
import * as vscode from 'vscode';
import { detect } from '../../core/importers/detect.ts';
import type { Importer } from '../../core/importers/importer.ts';
import { register as command } from '../../host/commands.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { openLogFile } from '../../node/files/open.ts';
import { logFile } from './log-file.ts';

interface Item extends vscode.QuickPickItem {
  /** Undefined: as the content says. */
  readonly format?: string;
}

/** Chooses by hand what a log is read as; the choice is remembered for the file or its folder. */
export function registerReadAs(services: Services): void {
  const { formats, library } = services;

  command(services, 'rolloutLens.readAs', async (argument) => {
    const path = logFile(services, argument);
    const format = await vscode.window.showQuickPick(choices(services, path), {
      title: `Read ${posix.basename(path)} As`,
      placeHolder: 'The choice is remembered',
      matchOnDescription: true,
    });
    if (!format) return;
    const where = await vscode.window.showQuickPick(places(path), { title: 'For' });
    if (!where) return;
    if (where.path !== path) await formats.choose(path, undefined);
    await formats.choose(where.path, format.format);
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Reading rollouts…' }, () => library.idle());
    const problem = library.problems().find(({ file, code }) => file === path && code === 'wrong-format');
    if (problem) throw new Refusal(problem.message, problem.remedy);
  });
}

async function choices({ formats: { formats } }: Services, path: string): Promise<readonly Item[]> {
  const { candidates } = await detect(await openLogFile(path), formats.importers);
  const chosen = formats.chosenFor(path);
  const fitting = new Set(candidates.map(({ format }) => format));
  const item = (importer: Importer): Item => ({
    label: importer.name,
    description: importer === chosen?.importer ? `${importer.id} · chosen for the ${chosen.by}` : importer.id,
    format: importer.id,
  });
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const first = formats.importers.find(({ id }) => id === candidates[0]?.format);
  return [
    { label: 'Detect by Content', description: first === undefined ? 'not a rollout log' : first.name },
    separator('fits'),
    ...formats.importers.filter(({ id }) => fitting.has(id)).map(item),
    separator('other formats'),
    ...formats.importers.filter(({ id }) => !fitting.has(id)).map(item),
  ];
}

const places = (path: string): readonly (vscode.QuickPickItem & { readonly path: string })[] => [
  { label: 'This File', description: path, path },
  { label: 'All Files in This Folder That It Fits', description: posix.dirname(path), path: posix.dirname(path) },
];
