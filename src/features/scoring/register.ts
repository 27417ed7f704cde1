import * as vscode from 'vscode';
import { groupTarget, runTarget } from '../../host/around.ts';
import { register as command, run } from '../../host/commands.ts';
import { trajectoryTarget } from '../../host/current.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import type { DeviceSetting } from '../../host/setting-table.ts';
import { setting, writeSetting } from '../../host/settings.ts';
import { asTarget } from '../../host/target.ts';
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
    await scoreAll(services, targeted(services, await groupTarget(services, clicked), selected));
  });
  command(services, 'rolloutLens.scoreRun', async (clicked, selected) => {
    await scoreAll(services, targeted(services, await runTarget(services, clicked), selected));
  });
  command(services, 'rolloutLens.fitScorer', async (clicked) => fitOnRun(services, (await runTarget(services, clicked)).run));
  command(services, 'rolloutLens.chooseScorer', async (clicked) => chooseScorer(services, (await runTarget(services, clicked)).run));
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
