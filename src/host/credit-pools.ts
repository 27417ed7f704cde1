import { setImmediate } from 'node:timers/promises';
import type { Rollout } from '../core/credit/batch.ts';
import { type Diagnosis, diagnose } from '../core/credit/diagnose.ts';
import { prefixForest } from '../core/credit/forest.ts';
import { type Icicle, icicle } from '../core/credit/icicle.ts';
import { type LoggedCredit, loggedCredit } from '../core/credit/logged.ts';
import { toRollouts } from '../core/credit/rollouts.ts';
import { actionKey, observationKey } from '../core/credit/state-key.ts';
import type { TrajectorySummary } from '../core/model/summary.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { toolOf } from '../core/steps/head.ts';
import { oneLine } from '../core/transcript/visible.ts';
import type { Library } from '../node/library/types.ts';

/** Rollouts that were made to be compared, as credit methods see them. */
export interface Compared {
  readonly rollouts: readonly Rollout[];
  readonly summaries: readonly TrajectorySummary[];
  /** Who took each step with which tool, in the order of `rollouts`. */
  readonly facts: readonly (readonly { readonly tool: string; readonly role: string }[])[];
  readonly diagnoses: readonly Diagnosis[];
  readonly notes: readonly string[];
  /** Of a group: its rollouts by what they share, as positions among `rollouts`. */
  readonly icicle?: Icicle;
}

/** Rollouts of one group that are read; far beyond what trainers sample for a prompt. */
const MOST_SAMPLES = 512;
/** Rollouts and steps of one batch that are read. */
const MOST_ROLLOUTS = 512;
const MOST_STEPS = 20_000;
/** How long the editor's other work may be kept waiting. Milliseconds. */
const SLICE_MS = 4;
const KEPT = 12;

/** Reads groups and batches and keeps what credit needs of them: numbers and keys, no text. */
export class CreditPools {
  private readonly known = new Map<string, { readonly stamp: string; readonly compared: Promise<Compared> }>();
  private readonly logged = new Map<string, { readonly stamp: string; readonly credit: LoggedCredit | undefined }>();
  private readonly library: Library;

  constructor(library: Library) {
    this.library = library;
  }

  /** Samples of one task made by the same update, in their order. */
  siblings({ run, group, policy }: TrajectorySummary): readonly TrajectorySummary[] {
    return this.library.trajectories(run, group).filter((s) => s.policy?.update === policy?.update);
  }

  group(summary: TrajectorySummary): Promise<Compared> {
    const siblings = this.siblings(summary);
    const shown = upTo(siblings, summary, MOST_SAMPLES);
    const others = this.library.trajectories(summary.run, summary.group).length - siblings.length;
    const notes = [
      ...(shown.length < siblings.length ? [`compared with ${shown.length} of ${siblings.length} samples of the group`] : []),
      ...(others > 0 ? [`${others} samples of this task were made by other updates and are left out`] : []),
    ];
    return this.keep(`group\n${summary.run}\n${summary.group}\n${summary.policy?.update}`, shown, notes, true);
  }

  /** Whole groups of the same run and update, this one first, up to a limit that the notes tell. */
  batch(summary: TrajectorySummary): Promise<Compared> {
    const all = this.library.trajectories(summary.run).filter((s) => s.policy?.update === summary.policy?.update);
    const groups = [...Map.groupBy(all, (s) => s.group).values()];
    const ordered = [...groups.filter((g) => g[0]?.group === summary.group), ...groups.filter((g) => g[0]?.group !== summary.group)];
    const chosen: TrajectorySummary[] = [];
    let steps = 0;
    for (const group of ordered) {
      const more = group.reduce((n, s) => n + s.steps, 0);
      if (chosen.length > 0 && (chosen.length + group.length > MOST_ROLLOUTS || steps + more > MOST_STEPS)) break;
      chosen.push(...upTo(group, summary, MOST_ROLLOUTS));
      steps += more;
    }
    const notes = chosen.length < all.length ? [`the batch is ${chosen.length} of ${all.length} rollouts of this update`] : [];
    return this.keep(`batch\n${summary.run}\n${summary.group}\n${summary.policy?.update}`, chosen, notes);
  }

  /** What the trainer logged for this trajectory. */
  async loggedOf(summary: TrajectorySummary): Promise<LoggedCredit | undefined> {
    const found = this.logged.get(summary.id);
    if (found?.stamp === stampOf(summary)) return found.credit;
    const credit = loggedCredit(await this.library.trajectory(summary.id));
    this.logged.set(summary.id, { stamp: stampOf(summary), credit });
    if (this.logged.size > 200) this.logged.delete(this.logged.keys().next().value as string);
    return credit;
  }

  private keep(key: string, summaries: readonly TrajectorySummary[], notes: readonly string[], one = false): Promise<Compared> {
    const stamp = summaries.map(stampOf).join('\n');
    const found = this.known.get(key);
    this.known.delete(key);
    const compared = found?.stamp === stamp ? found.compared : this.read(summaries, notes, one);
    this.known.set(key, { stamp, compared });
    compared.catch(() => this.known.delete(key));
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value as string);
    return compared;
  }

  private async read(summaries: readonly TrajectorySummary[], notes: readonly string[], one: boolean): Promise<Compared> {
    const trajectories: Trajectory[] = [];
    const lost: string[] = [];
    const slice = slices();
    for (const { id } of summaries) {
      try {
        const trajectory = await this.library.trajectory(id);
        for (const step of trajectory.steps) {
          actionKey(step);
          observationKey(step);
          await slice();
        }
        trajectories.push(trajectory);
      } catch {
        lost.push(id);
      }
    }
    const byId = new Map(summaries.map((s) => [s.id, s]));
    const rollouts = toRollouts(trajectories);
    await setImmediate();
    return {
      rollouts,
      summaries: rollouts.map((r) => byId.get(r.id) as TrajectorySummary),
      facts: trajectories.map((t) => t.steps.map((step) => ({ tool: toolOf(step), role: oneLine(step.actor, 60) }))),
      diagnoses: diagnose(trajectories),
      ...(one ? { icicle: icicle(prefixForest(trajectories), trajectories.map((t) => t.steps.length)) } : {}), // biome-ignore format: one line
      notes: lost.length > 0 ? [...notes, `${lost.length} rollouts could not be read`] : notes,
    };
  }
}

/** Changes when the content or the outcome of a trajectory does. */
export const stampOf = ({ id, contentHash, outcome }: TrajectorySummary): string =>
  `${id} ${contentHash} ${outcome.reward} ${outcome.success}`;

/** The first `most`, in any case with `own` among them. */
function upTo(list: readonly TrajectorySummary[], own: TrajectorySummary, most: number): readonly TrajectorySummary[] {
  const first = list.slice(0, most);
  if (first.length === list.length || first.some((s) => s.id === own.id) || own.group !== list[0]?.group) return first;
  return [...first.slice(0, -1), own];
}

/** A function that lets other work through once its time is used up. */
export function slices(): () => Promise<void> | undefined {
  let until = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < until) return undefined;
    return setImmediate().then(() => {
      until = performance.now() + SLICE_MS;
    });
  };
}
