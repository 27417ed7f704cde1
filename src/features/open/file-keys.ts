import * as vscode from 'vscode';
import { setContext } from '../../host/context-keys.ts';
import type { Services } from '../../host/services.ts';

const SOON_MS = 500;
/** An editor should not carry more; beyond, the Explorer's menu still works by extension. */
const MOST = 2000;

/** Tells `when` clauses which files are rollout logs, so that their editors offer to open the trajectories. */
export function followFiles({ library }: Services): vscode.Disposable {
  const files = new Map<string, readonly string[]>();
  const changed = new Set(library.runs().map(({ run }) => run));
  let timer: NodeJS.Timeout | undefined;
  const publish = () => {
    timer = undefined;
    const runs = new Set(library.runs().map(({ run }) => run));
    for (const run of files.keys()) if (!runs.has(run)) files.delete(run);
    for (const run of changed) if (runs.has(run)) files.set(run, paths(library.trajectories(run)));
    changed.clear();
    void setContext('rolloutLens.files', [...new Set([...files.values()].flat())].slice(0, MOST));
  };
  const subscription = library.onDidChange(({ runs }) => {
    for (const run of runs) changed.add(run);
    timer ??= setTimeout(publish, SOON_MS);
  });
  publish();
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    subscription.dispose();
  });
}

const paths = (summaries: readonly { readonly file: string }[]): readonly string[] =>
  [...new Set(summaries.map(({ file }) => file))].slice(0, MOST).map((file) => vscode.Uri.file(file).fsPath);
