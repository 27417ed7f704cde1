import * as vscode from 'vscode';
import { taskTitle } from '../core/transcript/task-title.ts';
import { oneLine } from '../core/transcript/visible.ts';
import { Refusal } from './explain.ts';
import type { Services } from './services.ts';
import { asTarget, type Target } from './target.ts';
import { outcomeWord } from './words.ts';

export type TrajectoryTarget = Extract<Target, { kind: 'trajectory' }>;

/** The trajectory the user looks at, whichever view shows it. Views report here; commands without an argument ask here. */
export class Current {
  private readonly views = new Map<object, () => TrajectoryTarget | undefined>();
  /** Rows selected in the Rollouts view; commands for several ask here when they are not told. */
  selected: () => readonly Target[] = () => [];

  /** `look` answers only while its view is the active one. */
  offer(view: object, look: () => TrajectoryTarget | undefined): vscode.Disposable {
    this.views.set(view, look);
    return new vscode.Disposable(() => this.views.delete(view));
  }

  get target(): TrajectoryTarget | undefined {
    for (const look of this.views.values()) {
      const target = look();
      if (target) return target;
    }
    return undefined;
  }
}

/** The trajectory a command is for: its argument, the one in view, or one the user picks. */
export async function trajectoryTarget(services: Services, argument: unknown): Promise<TrajectoryTarget> {
  const given = asTarget(argument);
  if (given?.kind === 'trajectory') return given;
  if (!given && services.current.target) return services.current.target;
  return pickTrajectory(services, given);
}

const MOST = 2000;

async function pickTrajectory({ library }: Services, within: Target | undefined): Promise<TrajectoryTarget> {
  const runs = within && within.kind !== 'trajectory' ? [within.run] : library.runs().map((run) => run.run);
  const group = within?.kind === 'group' ? within.group : undefined;
  const all = runs.flatMap((run) => library.trajectories(run, group)).slice(0, MOST);
  if (all.length === 0)
    throw new Refusal(
      'There is no trajectory to choose from.',
      'Open a folder with rollouts, or run “Rollout Lens: Choose Rollout Folders…”.',
    );
  const items = all.map((summary) => ({
    label: `${taskTitle(summary)} · sample ${summary.sample + 1}`,
    description: `${outcomeWord(summary)} · ${summary.steps} steps`,
    detail: oneLine(summary.task.text ?? summary.run, 160),
    id: summary.id,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Choose a Trajectory', matchOnDescription: true, matchOnDetail: true });
  if (!picked) throw new vscode.CancellationError();
  return { kind: 'trajectory', id: picked.id };
}
