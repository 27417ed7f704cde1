import type { Trajectory } from '../model/trajectory.ts';
import { pearson } from '../stats/correlation.ts';
import { indicesBy } from './numeric.ts';
import { loggedAdvantage, type Match, matchRecorded } from './recorded.ts';

/** Something about a training batch that its numbers show to be wrong, wasteful or worth knowing. */
export interface Diagnosis {
  readonly code:
    | 'best-match'
    | 'no-match'
    | 'zero-signal-groups'
    | 'credit-on-masked-tokens'
    | 'unmasked-observation-tokens'
    | 'length-bias'
    | 'groups-of-one'
    | 'wrong-group'
    | 'stale-samples'
    | 'unknown-rewards';
  readonly severity: 'info' | 'warning';
  /** One sentence with the numbers that show it. */
  readonly message: string;
  readonly remedy?: string;
  /** Trajectories it speaks of, by id; empty for all. */
  readonly trajectories: readonly string[];
}

/** What stands out in one batch: the rollouts of one update, or of one evaluation. */
export function diagnose(batch: readonly Trajectory[]): Diagnosis[] {
  const matches = matchRecorded(batch);
  return [
    recorded(matches, batch),
    zeroSignal(batch),
    groupsOfOne(batch),
    wrongGroup(matches, batch),
    maskedCredit(batch),
    lengthBias(batch),
    stale(batch),
    unknown(batch),
  ].filter((d) => d !== undefined);
}

function recorded(matches: readonly Match[], batch: readonly Trajectory[]): Diagnosis | undefined {
  const best = matches[0];
  if (!best) return undefined;
  const params = Object.entries(best.params).map(([k, v]) => ` ${k}=${String(v)}`).join(''); // biome-ignore format: one line
  const named = `${best.method}${params}`;
  if (best.exact)
    return {
      code: 'best-match',
      severity: 'info',
      message: `The logged advantages of ${best.n} rollouts are those of ${named}${weightsOf(best)} (largest difference ${format(best.worst)}).`,
      trajectories: [],
    };
  const scaled = matches.find((m) => m.scale !== undefined);
  if (scaled)
    return {
      code: 'best-match',
      severity: 'info',
      message: `The logged advantages are those of ${scaled.method} times ${format(scaled.scale as number)}.`,
      trajectories: [],
    };
  return {
    code: 'no-match',
    severity: 'warning',
    message: `No known method gives the logged advantages; ${named} comes nearest, off by ${format(best.rms)} on average over ${best.n} of ${batch.length} rollouts.`,
    remedy: 'Check that the log holds the whole batch, that the reward is the one trained on, and which rollouts form a group.',
    trajectories: [],
  };
}

const weightsOf = ({ weights }: Match): string =>
  weights ? ` with rewards weighted ${Object.entries(weights).map(([name, w]) => `${name} ${w}`).join(', ')}` : ''; // biome-ignore format: one line

function byGroup(batch: readonly Trajectory[]): Trajectory[][] {
  return [...indicesBy(batch.map((t) => `${t.run}\u0000${t.group}`)).values()].map((at) => at.map((i) => batch[i] as Trajectory));
}

/** Groups whose rewards are all equal teach nothing under a group-relative method. */
function zeroSignal(batch: readonly Trajectory[]): Diagnosis | undefined {
  const groups = byGroup(batch).filter((g) => g.length > 1 && g.every((t) => t.outcome.reward !== undefined));
  const flat = groups.filter((g) => g.every((t) => t.outcome.reward === g[0]?.outcome.reward));
  if (flat.length === 0) return undefined;
  return {
    code: 'zero-signal-groups',
    severity: flat.length * 2 >= groups.length ? 'warning' : 'info',
    message:
      groups.length === 1
        ? `All ${groups[0]?.length} rewards of the group are equal: under a group-relative method it gives no gradient.`
        : `${flat.length} of ${groups.length} groups have equal rewards throughout: under a group-relative method they give no gradient.`,
    remedy: 'Filter them, sample harder or easier tasks, or give partial credit.',
    trajectories: flat.flat().map((t) => t.id),
  };
}

function groupsOfOne(batch: readonly Trajectory[]): Diagnosis | undefined {
  const groups = byGroup(batch);
  const single = groups.filter((g) => g.length === 1).flat();
  if (single.length === 0 || single.length === batch.length) return undefined;
  return {
    code: 'groups-of-one',
    severity: 'info',
    message: `${single.length} of ${groups.length} groups hold one rollout: nothing to compare it with.`,
    trajectories: single.map((t) => t.id),
  };
}

/** Advantages that centre over the batch but not inside the groups we see: the trainer grouped differently. */
function wrongGroup(matches: readonly Match[], batch: readonly Trajectory[]): Diagnosis | undefined {
  if (matches.some((m) => m.exact || m.scale !== undefined)) return undefined;
  const known = batch.filter((t) => loggedAdvantage(t) !== undefined);
  const groups = byGroup(known).filter((g) => g.length > 1);
  const centred = (g: readonly Trajectory[]): boolean => {
    const a = g.map((t) => loggedAdvantage(t) as number);
    const size = a.reduce((s, x) => s + Math.abs(x), 0);
    return Math.abs(a.reduce((s, x) => s + x, 0)) <= 1e-3 * (size + 1e-9);
  };
  const off = groups.filter((g) => !centred(g));
  if (groups.length < 2 || off.length * 2 < groups.length || !centred(known)) return undefined;
  return {
    code: 'wrong-group',
    severity: 'warning',
    message: `Logged advantages sum to zero over the batch, but not inside ${off.length} of ${groups.length} groups: the trainer compared across prompts.`,
    remedy: 'Check the group id (uid, prompt id) that reaches the advantage computation.',
    trajectories: off.flat().map((t) => t.id),
  };
}

function maskedCredit(batch: readonly Trajectory[]): Diagnosis | undefined {
  let [wrong, masked] = [0, 0];
  const ids = new Set<string>();
  for (const t of batch)
    for (const { tokens } of t.steps) {
      const { lossMask, advantages } = tokens ?? {};
      if (!lossMask || !advantages) continue;
      lossMask.forEach((m, k) => {
        if (m !== 0) return;
        masked++;
        const a = advantages[k];
        if (a === undefined || Number.isNaN(a) || a === 0) return;
        wrong++;
        ids.add(t.id);
      });
    }
  if (wrong === 0) return undefined;
  return {
    code: 'credit-on-masked-tokens',
    severity: 'warning',
    message: `${wrong} of ${masked} tokens outside the loss mask carry an advantage (tool output or template tokens).`,
    remedy: 'Harmless when the loss multiplies by the mask; otherwise the policy is trained on text it did not write.',
    trajectories: [...ids],
  };
}

/** Rewards that follow the length of the answer: |r| at least 0.5 over at least 20 rollouts. */
function lengthBias(batch: readonly Trajectory[]): Diagnosis | undefined {
  const pairs = batch.flatMap((t) => {
    const length = t.steps.reduce((n, s) => n + (s.text?.length ?? 0) + (s.thought?.length ?? 0), 0);
    return t.outcome.reward === undefined || length === 0 ? [] : [[length, t.outcome.reward] as const];
  });
  if (pairs.length < 20) return undefined;
  const r = pearson(pairs.map((p) => p[0]), pairs.map((p) => p[1])); // biome-ignore format: one call
  if (!(Math.abs(r) >= 0.5)) return undefined;
  const way = r > 0 ? 'longer' : 'shorter';
  return {
    code: 'length-bias',
    severity: 'warning',
    message: `Rewards follow length: ${way} rollouts earn more (r = ${r.toFixed(2)}, n = ${pairs.length}).`,
    remedy: 'Compare inside groups, or with a method that normalises by length.',
    trajectories: [],
  };
}

function stale(batch: readonly Trajectory[]): Diagnosis | undefined {
  const old = batch.filter((t) => (t.logged?.staleness ?? 0) > 0);
  if (old.length === 0) return undefined;
  const most = old.reduce((m, t) => Math.max(m, t.logged?.staleness ?? 0), 0);
  return {
    code: 'stale-samples',
    severity: 'info',
    message: `${old.length} of ${batch.length} rollouts were made by an older policy, up to ${most} updates behind.`,
    trajectories: old.map((t) => t.id),
  };
}

function unknown(batch: readonly Trajectory[]): Diagnosis | undefined {
  const none = batch.filter((t) => t.outcome.reward === undefined);
  if (none.length === 0) return undefined;
  const failed = none.filter((t) => t.status === 'error').length;
  return {
    code: 'unknown-rewards',
    severity: 'info',
    message: `${none.length} of ${batch.length} rollouts have no reward (${failed} ended in an infrastructure error); they are left out, not counted as 0.`,
    trajectories: none.map((t) => t.id),
  };
}

const format = (x: number): string => (x === 0 ? '0' : x.toPrecision(2));
