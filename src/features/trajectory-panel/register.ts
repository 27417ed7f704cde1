import * as vscode from 'vscode';
import { register as command } from '../../host/commands.ts';
import { trajectoryTarget } from '../../host/current.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { pageRoots } from '../../host/webview.ts';
import { TrajectoryPanel } from './panel.ts';

export const PANEL = 'rolloutLens.trajectory';

/** Panels in editor tabs, one a trajectory, that come back after a reload. */
export function register(services: Services): void {
  const { context, library } = services;
  const open = new Map<string, TrajectoryPanel>();

  const adopt = (id: string, view: vscode.WebviewPanel): TrajectoryPanel => {
    const panel = new TrajectoryPanel(services, id, view);
    open.set(id, panel);
    view.iconPath = new vscode.ThemeIcon('graph-line');
    view.onDidDispose(() => {
      panel.dispose();
      if (open.get(id) === panel) open.delete(id);
    });
    return panel;
  };

  command(services, 'rolloutLens.openPanel', async (argument) => {
    const { id, step } = await trajectoryTarget(services, argument);
    if (!library.summary(id))
      throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
    const known = open.get(id);
    known?.view.reveal(known.view.viewColumn);
    const panel = known ?? adopt(id, create(services));
    if (step !== undefined) panel.reveal(step);
  });

  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(PANEL, {
      async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown) {
        const id = (state as { readonly id?: unknown } | undefined)?.id;
        if (typeof id === 'string' && !open.has(id)) adopt(id, view);
        else view.dispose();
      },
    }),
  );
}

function create({ context }: Services): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(PANEL, 'Trajectory', vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: pageRoots(context.extensionUri),
  });
}
