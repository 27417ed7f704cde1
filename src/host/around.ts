import * as vscode from 'vscode';
import { taskTitle } from '../core/transcript/task-title.ts';
import { Refusal } from './explain.ts';
import type { Services } from './services.ts';
import { asTarget, type Target } from './target.ts';
import { count } from './words.ts';

type RunTarget = Extract<Target, { kind: 'run' }>;
type GroupTarget = Extract<Target, { kind: 'group' }>;

/** The run a command is for: its argument, the one around the trajectory in view or the row selected in the tree, or one the user picks. */
export async function runTarget(services: Services, argument: unknown): Promise<RunTarget> {
  const near = nearest(services, argument);
  return { kind: 'run', run: near?.run ?? (await pickRun(services)) };
}

/** The group a command is for, found in the same way; inside a run that is given, the user picks one of its groups. */
export async function groupTarget(services: Services, argument: unknown): Promise<GroupTarget> {
  const near = nearest(services, argument);
  if (near?.group !== undefined) return { kind: 'group', run: near.run, group: near.group };
  const run = near?.run ?? (await pickRun(services));
  return { kind: 'group', run, group: await pickGroup(services, run) };
}

function nearest({ library, current }: Services, argument: unknown): { readonly run: string; readonly group?: string } | undefined {
  const [selected, ...more] = current.selected();
  const target = asTarget(argument) ?? current.target ?? (more.length === 0 ? selected : undefined);
  if (target?.kind !== 'trajectory') return target;
  const summary = library.summary(target.id);
  if (!summary) throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
  return summary;
}

async function pickRun({ library }: Services): Promise<string> {
  const runs = library.runs().map(({ name, trajectories, run }) => ({
    label: name,
    description: count(trajectories, 'trajectory', 'trajectories'),
    run,
  }));
  if (runs.length === 0)
    throw new Refusal('There is no run to choose from.', 'Open a folder with rollouts, or run “Rollout Lens: Choose Rollout Folders…”.');
  const picked = runs.length === 1 ? runs[0] : await vscode.window.showQuickPick(runs, { title: 'Choose a Run', matchOnDescription: true });
  if (!picked) throw new vscode.CancellationError();
  return picked.run;
}

async function pickGroup({ library }: Services, run: string): Promise<string> {
  const groups = library.groups(run).map(({ group, task, trajectories }) => ({
    label: taskTitle({ task, group }),
    description: count(trajectories, 'sample'),
    group,
  }));
  const picked =
    groups.length === 1 ? groups[0] : await vscode.window.showQuickPick(groups, { title: 'Choose a Group', matchOnDescription: true });
  if (!picked) throw new vscode.CancellationError();
  return picked.group;
}
