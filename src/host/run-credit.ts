import { type CreditedStep, type Cut, type MethodPair, pairs, slices } from '../core/credit/across.ts';
import { parseChoice } from '../core/credit/choice.ts';
import { methodById } from '../core/credit/table.ts';
import type { TrajectorySummary } from '../core/model/summary.ts';
import { taskTitle } from '../core/transcript/task-title.ts';
import type { Library } from '../node/library/types.ts';
import type { RunCredit } from '../protocol/across.ts';
import type { CreditDesk } from './credit-desk.ts';
import { slices as timeSlices } from './credit-pools.ts';

/** Steps that are read of one run; of longer ones every n-th group is taken. */
const MOST_STEPS = 60_000;
const CUTS: readonly Cut[] = ['tool', 'position', 'role', 'update'];

export interface AcrossWatch {
  readonly cancelled?: () => boolean;
  readonly progress?: (done: number, of: number) => void;
}

/** Credit of a run under several choices. Undefined when it was cancelled. */
export async function runCredit(
  library: Library,
  desk: Pick<CreditDesk, 'groupSteps'>,
  run: string,
  choices: readonly string[],
  { cancelled, progress }: AcrossWatch = {},
): Promise<RunCredit | undefined> {
  const all = library.trajectories(run).filter((s) => s.steps > 0);
  const { chosen, notes } = sample([...Map.groupBy(all, (s) => `${s.policy?.update}\n${s.group}`).values()]);
  const steps: CreditedStep[] = [];
  const slice = timeSlices();
  for (const [i, group] of chosen.entries()) {
    if (cancelled?.()) return undefined;
    progress?.(i, chosen.length);
    for (const step of await desk.groupSteps((group[0] as TrajectorySummary).id, choices)) steps.push(step);
    await slice();
  }
  const cuts = [];
  for (const cut of CUTS) {
    cuts.push({ cut, slices: slices(steps, cut) });
    await slice();
  }
  const titles = new Map(all.map((s) => [s.id, `${taskTitle(s)} · sample ${s.sample + 1}`]));
  const compared: MethodPair[] = [];
  for (const pair of pairs(steps)) {
    compared.push(pair);
    await slice();
  }
  return {
    methods: choices.flatMap((choice, m) => methodOf(choice, steps.filter((s) => s.values[m] !== undefined).length)),
    cuts: cuts.filter((c) => c.slices.length > 0),
    pairs: compared.map((p) => ({ ...p, apart: p.apart.map((s) => ({ ...s, title: titles.get(s.id) ?? s.id })) })),
    rollouts: new Set(steps.map((s) => s.id)).size,
    tasks: new Set(steps.map((s) => s.task)).size,
    steps: steps.length,
    notes,
  };
}

function methodOf(choice: string, n: number): RunCredit['methods'] {
  const method = methodById(parseChoice(choice)?.method ?? '');
  if (!method) return [];
  const { id, name, unit, scope } = method;
  const reason =
    scope === 'batch'
      ? 'it compares over whole batches, which this view does not read'
      : 'no step has what it needs; the list of methods in the trajectory panel says what that is';
  return [{ id, name, unit, choice, n, ...(n === 0 ? { reason } : {}) }];
}

function sample(groups: readonly TrajectorySummary[][]): {
  readonly chosen: readonly TrajectorySummary[][];
  readonly notes: readonly string[];
} {
  const total = groups.reduce((sum, g) => sum + g.reduce((n, s) => n + s.steps, 0), 0);
  const every = Math.max(1, Math.ceil(total / MOST_STEPS));
  const chosen = groups.filter((_, i) => i % every === 0);
  return { chosen, notes: every > 1 ? [`${chosen.length} of ${groups.length} groups were read, one in ${every}`] : [] };
}
