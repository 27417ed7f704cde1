import * as vscode from 'vscode';
import { setContext } from '../../host/context-keys.ts';
import type { Services } from '../../host/services.ts';

const SHOW_AFTER_MS = 300;

/** A moving line at the top of the view, and a count in the status bar, while folders are being read. */
export function showProgress({ library }: Services, viewId: string): vscode.Disposable {
  let done: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    const ended = new Promise<void>((resolve) => {
      done = resolve;
    });
    void vscode.window.withProgress({ location: { viewId } }, () => ended);
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Reading rollouts' }, async (progress) => {
      const report = () => progress.report({ message: `${library.progress.read} of ${library.progress.found} files` });
      report();
      const subscription = library.onDidProgress(report);
      await ended;
      subscription.dispose();
    });
  };
  const look = () => {
    const { busy } = library.progress;
    void setContext('rolloutLens.searching', busy);
    if (busy && !done) timer ??= setTimeout(start, SHOW_AFTER_MS);
    if (busy) return;
    clearTimeout(timer);
    timer = undefined;
    done?.();
    done = undefined;
  };
  look();
  const subscription = library.onDidProgress(look);
  return new vscode.Disposable(() => {
    subscription.dispose();
    clearTimeout(timer);
    done?.();
  });
}
