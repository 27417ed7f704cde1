import * as vscode from 'vscode';
import { runTarget } from '../../host/around.ts';
import { register as command } from '../../host/commands.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { pageRoots } from '../../host/webview.ts';
import { RunCreditPanel } from './panel.ts';

export const RUN_CREDIT = 'rolloutLens.runCredit';

/** Where credit lands over a run, one tab a run, back after a reload. */
export function register(services: Services): void {
  const { context, library } = services;
  const open = new Set<RunCreditPanel>();

  const adopt = (run: string, view: vscode.WebviewPanel): void => {
    const panel = new RunCreditPanel(services, run, view);
    open.add(panel);
    view.iconPath = new vscode.ThemeIcon('graph');
    view.onDidDispose(() => {
      panel.dispose();
      open.delete(panel);
    });
  };

  command(services, 'rolloutLens.openRunCredit', async (argument) => {
    const { run } = await runTarget(services, argument);
    if (library.trajectories(run).length === 0)
      throw new Refusal('That run is not in the index any more.', 'Its files were removed or are no longer watched.');
    const known = [...open].find((panel) => panel.run === run);
    if (known) known.view.reveal(known.view.viewColumn);
    else adopt(run, create(services));
  });

  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(RUN_CREDIT, {
      async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown) {
        const { run } = (state ?? {}) as { readonly run?: unknown };
        if (typeof run === 'string') adopt(run, view);
        else view.dispose();
      },
    }),
  );
}

function create({ context }: Services): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(RUN_CREDIT, 'Credit', vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: pageRoots(context.extensionUri),
  });
}
