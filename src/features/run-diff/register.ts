import * as vscode from 'vscode';
import { runsHtml, runsJson, runsMarkdown } from '../../core/diff/runs-export.ts';
import { register as command } from '../../host/commands.ts';
import { Refusal } from '../../host/explain.ts';
import { saveAs } from '../../host/save-file.ts';
import type { Services } from '../../host/services.ts';
import { asTargets } from '../../host/target.ts';
import { pageRoots } from '../../host/webview.ts';
import { count } from '../../host/words.ts';
import type { RunKey } from '../../protocol/runs.ts';
import { RunDiffPanel } from './panel.ts';

export const RUN_DIFF = 'rolloutLens.runDiff';
const MOST = 50;

/** Runs, or the training steps of one, against each other. */
export function register(services: Services): void {
  const { context } = services;
  const open = new Set<RunDiffPanel>();

  const adopt = (keys: readonly RunKey[], view: vscode.WebviewPanel): void => {
    const panel = new RunDiffPanel(services, keys, view);
    open.add(panel);
    view.iconPath = new vscode.ThemeIcon('table');
    view.onDidDispose(() => {
      panel.dispose();
      open.delete(panel);
    });
  };
  const show = (keys: readonly RunKey[]): void => {
    const known = [...open].find((panel) => JSON.stringify(panel.keys) === JSON.stringify(keys));
    if (known) known.view.reveal(known.view.viewColumn);
    else adopt(keys, create(services));
  };

  command(services, 'rolloutLens.compareRuns', async (...args) => {
    const targets = args.length > 0 ? asTargets(args) : services.current.selected();
    const given = targets.flatMap((target) => (target.kind === 'run' ? target.run : []));
    const runs = given.length > 1 ? given : await chooseRuns(services, given[0]);
    show(runs.slice(0, MOST).map((run) => ({ run })));
  });
  command(services, 'rolloutLens.compareUpdates', async (...args) => {
    const [given] = asTargets(args);
    const run = given && given.kind !== 'trajectory' ? given.run : await chooseRun(services);
    show((await chooseUpdates(services, run)).map((update) => ({ run, update })));
  });
  command(services, 'rolloutLens.exportRunDiff', async () => {
    const panel = [...open].find(({ view }) => view.active);
    if (!panel) throw new Refusal('This works in a comparison of runs.', 'Open one with “Compare Runs…”.');
    const report = panel.report();
    await saveAs('Export Comparison', `runs ${report.a} ${report.b}`, [
      { label: 'Web page', extension: 'html', make: () => runsHtml(report) },
      { label: 'Markdown', extension: 'md', make: () => runsMarkdown(report, true) },
      { label: 'JSON', extension: 'json', make: () => runsJson(report) },
    ]);
  });

  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(RUN_DIFF, {
      async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown) {
        const keys = asKeys((state as { readonly keys?: unknown } | undefined)?.keys);
        if (keys.length > 1) adopt(keys, view);
        else view.dispose();
      },
    }),
  );
}

function asKeys(value: unknown): readonly RunKey[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((key: unknown): readonly RunKey[] => {
    const { run, update } = (key ?? {}) as { readonly run?: unknown; readonly update?: unknown };
    if (typeof run !== 'string') return [];
    return [typeof update === 'number' ? { run, update } : { run }];
  });
}

async function chooseRuns({ library }: Services, first: string | undefined): Promise<readonly string[]> {
  const runs = library.runs();
  if (runs.length < 2)
    throw new Refusal('There are not two runs to compare.', 'Watch a folder with another run, or compare training steps of one.');
  const items = runs.map(({ run, name, format, trajectories, path }) => ({
    label: name,
    description: `${format} · ${count(trajectories, 'trajectory', 'trajectories')}`,
    detail: path,
    picked: run === first,
    run,
  }));
  const options = { title: 'Compare Runs: Tick Two or More', canPickMany: true, matchOnDescription: true, matchOnDetail: true } as const;
  const picked = await vscode.window.showQuickPick(items, options);
  if (!picked) throw new vscode.CancellationError();
  if (picked.length < 2) throw new Refusal('A comparison takes at least two runs.');
  return picked.map(({ run }) => run);
}

async function chooseRun({ library }: Services): Promise<string> {
  const items = library.runs().map(({ run, name, format }) => ({ label: name, description: format, run }));
  if (items.length === 0) throw new Refusal('There is no run to choose from.', 'Open a folder with rollouts.');
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: 'Training Steps of Which Run?' });
  if (!picked) throw new vscode.CancellationError();
  return picked.run;
}

async function chooseUpdates({ library }: Services, run: string): Promise<readonly number[]> {
  const counts = new Map<number, number>();
  for (const { policy } of library.trajectories(run))
    if (policy.update !== undefined) counts.set(policy.update, (counts.get(policy.update) ?? 0) + 1);
  const updates = [...counts].sort(([x], [y]) => x - y);
  if (updates.length < 2) throw new Refusal('The rollouts of this run are not of two training steps, as far as its log says.');
  if (updates.length === 2) return updates.map(([update]) => update);
  const items = updates.map(([update, n]) => ({ label: `update ${update}`, description: count(n, 'trajectory', 'trajectories'), update }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Compare Training Steps: Tick Two or More', canPickMany: true });
  if (!picked) throw new vscode.CancellationError();
  if (picked.length < 2) throw new Refusal('A comparison takes at least two training steps.');
  return picked.map(({ update }) => update);
}

function create({ context }: Services): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(RUN_DIFF, 'Runs', vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: pageRoots(context.extensionUri),
  });
}
