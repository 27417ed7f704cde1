import * as vscode from 'vscode';
import { groupTarget } from '../../host/around.ts';
import { register as command } from '../../host/commands.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { pageRoots } from '../../host/webview.ts';
import { type GroupKey, GroupPanel } from './panel.ts';

export const GROUP = 'rolloutLens.group';

/** The samples of one task side by side, one tab a group, back after a reload. */
export function register(services: Services): void {
  const { context, library } = services;
  const open = new Set<GroupPanel>();

  const adopt = (key: GroupKey, view: vscode.WebviewPanel): void => {
    const panel = new GroupPanel(services, key, view);
    open.add(panel);
    view.iconPath = new vscode.ThemeIcon('graph-scatter');
    view.onDidDispose(() => {
      panel.dispose();
      open.delete(panel);
    });
  };

  command(services, 'rolloutLens.openGroup', async (argument) => {
    const { run, group } = await groupTarget(services, argument);
    if (library.trajectories(run, group).length === 0)
      throw new Refusal('That group is not in the index any more.', 'Its files were removed or are no longer watched.');
    const known = [...open].find(({ key }) => key.run === run && key.group === group);
    if (known) known.view.reveal(known.view.viewColumn);
    else adopt({ run, group }, create(services));
  });

  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(GROUP, {
      async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown) {
        const { run, group } = (state ?? {}) as { readonly run?: unknown; readonly group?: unknown };
        if (typeof run === 'string' && typeof group === 'string') adopt({ run, group }, view);
        else view.dispose();
      },
    }),
  );
}

function create({ context }: Services): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(GROUP, 'Group', vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: pageRoots(context.extensionUri),
  });
}
