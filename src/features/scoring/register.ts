import * as vscode from 'vscode';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { register as command, run } from '../../host/commands.ts';
import { trajectoryTarget } from '../../host/current.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import type { DeviceSetting } from '../../host/setting-table.ts';
import { setting, writeSetting } from '../../host/settings.ts';
import { asTarget, type Target } from '../../host/target.ts';
import { count } from '../../host/words.ts';
import { scoreAll, targeted } from './batch.ts';
import { chooseScorer, fitOnRun } from './fit.ts';
import { statusText, statusTooltip } from './status-text.ts';

/** Scoring on command, and the scorer's state in the status bar. */
export function register(services: Services): void {
  const { context, scoring, library } = services;
  const item = vscode.window.createStatusBarItem('rolloutLens.scoring', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Rollout Lens Scoring';
  item.command = 'rolloutLens.scoringMenu';
  const draw = () => {
    item.text = statusText(scoring.status);
    item.tooltip = statusTooltip(scoring.status, scoring.scorer);
    item.accessibilityInformation = { label: `Scoring: ${statusTooltip(scoring.status, scoring.scorer).replaceAll('\n', ', ')}` };
  };
  draw();
  item.show();
  context.subscriptions.push(item, scoring.onDidChangeStatus(draw));

  command(services, 'rolloutLens.scoreTrajectory', async (clicked, selected) => {
    const target = asTarget(clicked) ?? (await trajectoryTarget(services, undefined));
    await scoreAll(services, targeted(services, target, selected));
  });
  command(services, 'rolloutLens.scoreGroup', async (clicked, selected) => {
    await scoreAll(services, targeted(services, await around(services, clicked, 'group'), selected));
  });
  command(services, 'rolloutLens.scoreRun', async (clicked, selected) => {
    await scoreAll(services, targeted(services, await around(services, clicked, 'run'), selected));
  });
  command(services, 'rolloutLens.fitScorer', async (clicked) => fitOnRun(services, await runOf(services, clicked)));
  command(services, 'rolloutLens.chooseScorer', async (clicked) => chooseScorer(services, await runOf(services, clicked)));
  command(services, 'rolloutLens.rescore', async (argument) => {
    const { id } = await trajectoryTarget(services, argument);
    const summary = library.summary(id);
    if (!summary) throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
    await services.scores.score(summary, await library.trajectory(id), 'view');
  });
  command(services, 'rolloutLens.restartScorer', () => {
    if (setting('rolloutLens.scoring.device') === 'off')
      throw new Refusal('Scoring is switched off.', 'Choose a device with “Rollout Lens: Choose Scoring Device”.');
    if (!vscode.workspace.isTrusted)
      throw new Refusal('This workspace is not trusted, so no model is loaded.', 'Trust it with “Workspaces: Manage Workspace Trust”.');
    scoring.restart();
  });
  command(services, 'rolloutLens.chooseDevice', chooseDevice);
  command(services, 'rolloutLens.scoringMenu', () => menu(services));
}

/** The group or run a command is for: its argument, the one around the trajectory in view, or one the user picks. */
async function around(services: Services, argument: unknown, kind: 'group' | 'run'): Promise<Target> {
  const given = asTarget(argument);
  if (given && given.kind !== 'trajectory') return given;
  const id = given?.id ?? services.current.target?.id;
  if (id === undefined) return pickAround(services, kind);
  const summary = services.library.summary(id);
  if (!summary) throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
  const { run: of, group } = summary;
  return kind === 'run' ? { kind, run: of } : { kind, run: of, group };
}

async function runOf(services: Services, argument: unknown): Promise<string> {
  const target = await around(services, argument, 'run');
  return target.kind === 'trajectory' ? '' : target.run;
}

async function pickAround({ library }: Services, kind: 'group' | 'run'): Promise<Target> {
  const runs = library.runs().map((summary) => ({
    label: summary.name,
    description: count(summary.trajectories, 'trajectory', 'trajectories'),
    run: summary.run,
  }));
  if (runs.length === 0)
    throw new Refusal('There is no run to choose from.', 'Open a folder with rollouts, or run “Rollout Lens: Choose Rollout Folders…”.');
  const picked = await vscode.window.showQuickPick(runs, { title: 'Choose a Run' });
  if (!picked) throw new vscode.CancellationError();
  if (kind === 'run') return { kind, run: picked.run };
  const groups = library.groups(picked.run).map(({ group, task, trajectories }) => ({
    label: taskTitle({ task, group }),
    description: count(trajectories, 'sample'),
    group,
  }));
  const chosen = await vscode.window.showQuickPick(groups, { title: 'Choose a Group' });
  if (!chosen) throw new vscode.CancellationError();
  return { kind, run: picked.run, group: chosen.group };
}

const DEVICES: readonly { readonly label: string; readonly description: string; readonly device: DeviceSetting }[] = [
  { label: 'Automatic', description: 'the GPU if it passes its self-test, else the CPU', device: 'auto' },
  { label: 'CPU', description: 'works everywhere', device: 'cpu' },
  { label: 'WebGPU', description: 'the GPU through WebGPU; falls back to the CPU and says so', device: 'webgpu' },
  { label: 'Off', description: 'no model is loaded, nothing is scored', device: 'off' },
];

async function chooseDevice(): Promise<void> {
  const now = setting('rolloutLens.scoring.device');
  const items = DEVICES.map((item) => ({ ...item, label: `${item.device === now ? '$(check)' : '$(blank)'} ${item.label}` }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Scoring Device' });
  if (picked) await writeSetting('rolloutLens.scoring.device', picked.device);
}

async function menu({ scoring, library, log }: Services): Promise<void> {
  const { status, scorer } = scoring;
  const items: (vscode.QuickPickItem & { readonly go?: () => unknown })[] = [
    { label: statusTooltip(status, scorer).split('\n').join(' · '), kind: vscode.QuickPickItemKind.Separator },
    ...(library.runs().length > 0
      ? [{ label: '$(list-selection) Choose Scorer for a Run…', go: () => run('rolloutLens.chooseScorer') }]
      : []),
    { label: '$(device-desktop) Choose Device…', go: () => run('rolloutLens.chooseDevice') },
    { label: '$(debug-restart) Restart Scorer', go: () => run('rolloutLens.restartScorer') },
    ...(library.runs().length > 0 ? [{ label: '$(run-all) Score Run…', go: () => run('rolloutLens.scoreRun') }] : []),
    {
      label: '$(settings-gear) Settings',
      go: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:rollout-lens.rollout-lens'),
    },
    { label: '$(output) Show Log', go: () => log.show() },
  ];
  await (await vscode.window.showQuickPick(items, { title: 'Scoring' }))?.go?.();
}
