import type { CreditedStep } from '../core/credit/across.ts';
import { type CreditChoice, formatChoice, MOST_CHOICES, parseChoice, parseFrom } from '../core/credit/choice.ts';
import { explain } from '../core/credit/explain/explain.ts';
import { formulaText } from '../core/credit/explain/line.ts';
import { groupCredit } from '../core/credit/group-credit.ts';
import { bifurcation, turningPoints } from '../core/credit/landmarks.ts';
import type { LoggedCredit } from '../core/credit/logged.ts';
import { MENU } from '../core/credit/menu.ts';
import type { CreditMethod } from '../core/credit/method.ts';
import { grpo } from '../core/credit/methods/grpo.ts';
import { bestPart, type Pool, poolCredit, whyNot, withDefault } from '../core/credit/pool.ts';
import { methodById } from '../core/credit/table.ts';
import { supposedCredit, type WhatIf } from '../core/credit/what-if.ts';
import type { TrajectorySummary } from '../core/model/summary.ts';
import { shortHash } from '../core/text/hash.ts';
import type { Disposable, Library } from '../node/library/types.ts';
import type { CreditAnswer, CreditMethodInfo, CreditRow, CreditState, WhyText } from '../protocol/credit.ts';
import type { GroupCredit, GroupSample } from '../protocol/group.ts';
import { type Compared, CreditPools, slices, stampOf } from './credit-pools.ts';
import { Refusal } from './explain.ts';
import type { ScoreDesk } from './score-desk.ts';

/** What the user wants to see: the settings as they stand. */
export interface CreditWishes {
  readonly methods: readonly string[];
  readonly stepRewards: string;
}

/** What was read to be compared, and what stands out in it. */
export interface Comparison extends Pick<Compared, 'summaries' | 'diagnoses'> {
  /** The trajectory it was read for. */
  readonly id: string;
  readonly run: string;
  readonly wide: boolean;
  /** Which group, or the batch around it, this is. */
  readonly key: string;
}

/** Where views get credit from: methods over the samples of a group, or over the batch where a method pools one. */
export class CreditDesk {
  private readonly pools: CreditPools;
  private readonly library: Library;
  private readonly scores: Pick<ScoreDesk, 'of'>;
  private readonly wishes: () => CreditWishes;
  private readonly comparing = new Set<(comparison: Comparison) => void>();

  constructor(library: Library, scores: Pick<ScoreDesk, 'of'>, wishes: () => CreditWishes) {
    this.library = library;
    this.scores = scores;
    this.wishes = wishes;
    this.pools = new CreditPools(library);
  }

  /** Hears of every group or batch a view looks at. */
  onDidCompare(listener: (comparison: Comparison) => void): Disposable {
    this.comparing.add(listener);
    return { dispose: () => void this.comparing.delete(listener) };
  }

  /** The same comparison as things are now; undefined when its trajectory is gone. */
  async again({ id, wide }: Comparison): Promise<Comparison | undefined> {
    const summary = this.library.summary(id);
    return summary && comparison(summary, await (wide ? this.pools.batch(summary) : this.pools.group(summary)), wide);
  }

  /** The pinned choices: those of the setting that name a method, each once, at most six. */
  get choices(): readonly string[] {
    const known = this.wishes().methods.flatMap((text) => {
      const choice = typeof text === 'string' ? parseChoice(text) : undefined;
      return choice && methodById(choice.method) ? [formatChoice(choice)] : [];
    });
    return [...new Set(known)].slice(0, MOST_CHOICES);
  }

  /** Cheap enough for every snapshot: nothing is read from disk. */
  state(summary: TrajectorySummary): CreditState | undefined {
    if (summary.steps === 0) return undefined;
    const siblings = this.pools.siblings(summary);
    const scored = siblings.slice(0, 512).map((s) => (this.scores.of(s) ? 1 : 0)).join(''); // biome-ignore format: one line
    const identity = this.scores.of(summary);
    const stamp = shortHash([
      ...siblings.map(stampOf),
      scored,
      identity?.identity ?? '',
      String(identity?.values.length),
      this.wishes().stepRewards,
    ]);
    return { choices: this.choices, stamp };
  }

  async answer(id: string, texts: readonly string[]): Promise<CreditAnswer> {
    const summary = this.summary(id);
    const choices = texts.slice(0, MOST_CHOICES).map(known);
    const group = await this.pools.group(summary);
    const logged = await this.pools.loggedOf(summary);
    const wide = logged !== undefined || choices.some(({ method }) => method.scope === 'batch');
    const batch = wide ? await this.pools.batch(summary) : undefined;
    this.tell(comparison(summary, batch ?? group, wide));
    const pools = { group: this.pool(summary, group), batch: batch && this.pool(summary, batch) };
    const slice = slices();
    const rows: CreditRow[] = [];
    for (const { method, choice, text } of choices) {
      const found = poolCredit(method, this.meant(choice), (method.scope === 'batch' && pools.batch) || pools.group);
      rows.push({ choice: text, method: method.id, name: method.name, unit: method.unit, ...found, values: sent(found.values) });
      await slice();
    }
    const parted = bifurcation(pools.group.rollouts[pools.group.index] as Pool['rollouts'][number], pools.group.rollouts);
    const sample = parted && group.summaries.find((s) => s.id === parted.id)?.sample;
    return {
      rows,
      turns: this.turns(pools.group),
      ...(parted && sample !== undefined ? { bifurcation: { ...parted, sample } } : {}),
      ...(logged ? { logged: sentLogged(logged) } : {}),
      diagnoses: diagnosesOf(id, batch ?? group),
      compared: {
        group: group.rollouts.length,
        scored: group.rollouts.filter((r) => pools.group.scores.has(r.id)).length,
        ...(batch ? { batch: batch.rollouts.length } : {}),
      },
      notes: [...new Set([...group.notes, ...(batch?.notes ?? [])])],
    };
  }

  /** Credit of the trajectory if something else were so. */
  async whatIf(id: string, texts: readonly string[], what: WhatIf): Promise<readonly CreditRow[]> {
    const summary = this.summary(id);
    const rows: CreditRow[] = [];
    const slice = slices();
    for (const { method, choice, text } of texts.slice(0, MOST_CHOICES).map(known)) {
      const compared = await (method.scope === 'batch' ? this.pools.batch(summary) : this.pools.group(summary));
      const found = supposedCredit(method, this.meant(choice), this.pool(summary, compared), what);
      rows.push({ choice: text, method: method.id, name: method.name, unit: method.unit, ...found, values: sent(found.values) });
      await slice();
    }
    return rows;
  }

  /** The group of a trajectory under one choice: every sample's credit, what they share, what stands out. */
  async group(id: string, text: string): Promise<GroupCredit> {
    const summary = this.summary(id);
    const { method, choice } = known(text);
    const group = await this.pools.group(summary);
    this.tell(comparison(summary, group, false));
    const own = this.pool(summary, group);
    const wide = method.scope === 'batch' ? this.pool(summary, await this.pools.batch(summary)) : own;
    const found = groupCredit(method, this.meant(choice), wide);
    const ids = wide.rollouts.filter((r) => r.group === wide.rollouts[wide.index]?.group).map((r) => r.id);
    const advantages = groupCredit(ADVANTAGE, { method: ADVANTAGE.id, params: {}, from: { kind: 'log' } }, own);
    const samples = group.summaries.map(({ id, sample, outcome, status, steps }, i): GroupSample => {
      const credit = found[ids.indexOf(id)];
      return {
        id,
        sample,
        outcome,
        status,
        steps,
        advantage: advantages[i]?.values[0],
        values: credit?.values ?? [],
        reason: credit?.reason,
      };
    });
    return {
      choice: text,
      method: { id: method.id, name: method.name, unit: method.unit, flat: method.flat },
      samples,
      icicle: group.icicle ?? { stretches: [], order: samples.map((_, i) => i) },
      diagnoses: group.diagnoses,
      notes: group.notes,
    };
  }

  /**
   * Every step of the group of a trajectory under several choices, for views over a run. Methods that compare over a batch
   * have no number here.
   */
  async groupSteps(id: string, texts: readonly string[]): Promise<readonly CreditedStep[]> {
    const summary = this.summary(id);
    const group = await this.pools.group(summary);
    if (!group.rollouts.some((r) => r.id === id)) return [];
    const pool = this.pool(summary, group);
    const found = texts
      .map(known)
      .map(({ method, choice }) => (method.scope === 'batch' ? [] : groupCredit(method, this.meant(choice), pool)));
    const { update } = summary.policy;
    return group.rollouts.flatMap((rollout, i) =>
      (group.facts[i] ?? []).map((facts, step) => ({
        id: rollout.id,
        step,
        of: rollout.steps,
        task: summary.group,
        ...facts,
        ...(update === undefined ? {} : { update }),
        values: found.map((rows) => rows[i]?.values[step]),
      })),
    );
  }

  /** The menu, each method with why it cannot be computed for this trajectory, if so. */
  async methods(id: string): Promise<readonly CreditMethodInfo[]> {
    const summary = this.summary(id);
    const pool = this.pool(summary, await this.pools.group(summary));
    const slice = slices();
    const out: CreditMethodInfo[] = [];
    for (const { title, methods } of MENU)
      for (const m of methods) {
        const reason = whyNot(m, this.meant({ method: m.id, params: {}, from: { kind: 'auto' } }), pool);
        const { id, name, paper, status, learn, flat, unit, granularity, params, needs } = m;
        const takesRewards = needs.includes('step-rewards');
        out.push({ id, name, paper, status, learn, flat, unit, granularity, params, takesRewards, group: title, reason });
        await slice();
      }
    return out;
  }

  async why(id: string, text: string, step: number): Promise<readonly WhyText[]> {
    const summary = this.summary(id);
    const { method, choice } = known(text);
    const compared = await (method.scope === 'batch' ? this.pools.batch(summary) : this.pools.group(summary));
    const pool = this.pool(summary, compared);
    const { values, reason } = poolCredit(method, this.meant(choice), pool);
    if (values[step] === undefined) return reason ? [{ label: reason, result: false }] : [];
    const { part } = bestPart(method, this.meant(choice), pool);
    const lines = explain(method, part.rollouts, part.index, step, choice.params, values);
    const last = lines.findLast((line) => line.parts !== undefined);
    return lines.map((line) => ({ label: line.label, formula: formulaText(line), result: line === last }));
  }

  private tell(found: Comparison): void {
    for (const listener of this.comparing) listener(found);
  }

  private meant(choice: CreditChoice): CreditChoice {
    return withDefault(choice, parseFrom(this.wishes().stepRewards));
  }

  private pool(summary: TrajectorySummary, { rollouts, summaries }: Compared): Pool {
    const index = rollouts.findIndex((r) => r.id === summary.id);
    if (index < 0) throw new Refusal('This trajectory could not be read.', 'It is tried again when its file changes.');
    const scores = new Map(summaries.flatMap((s) => {
      const values = this.scores.of(s)?.values;
      return values ? [[s.id, values] as const] : [];
    })); // biome-ignore format: reads as one
    return { rollouts, index, scores };
  }

  private turns({ rollouts, index, scores }: Pool): CreditAnswer['turns'] {
    const own = rollouts[index];
    const prefix = own?.prefixValues;
    if (own && prefix && !prefix.includes(undefined)) return { steps: turningPoints(prefix, TURN), by: 'prefix' };
    const values = scores.get(own?.id ?? '') ?? [];
    return { steps: turningPoints([values[0], ...values], TURN), by: 'scores' };
  }

  private summary(id: string): TrajectorySummary {
    const summary = this.library.summary(id);
    if (!summary) throw new Refusal('This trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
    return summary;
  }
}

const comparison = ({ id, run, group, policy }: TrajectorySummary, { summaries, diagnoses }: Compared, wide: boolean): Comparison => ({
  id,
  run,
  wide,
  key: [run, group, policy?.update].join('\n'),
  summaries,
  diagnoses,
});

const ADVANTAGE = grpo;

/** A turn is worth a mark when this much of the value is still to come. */
const TURN = 0.1;

function known(text: string): { readonly method: CreditMethod; readonly choice: CreditChoice; readonly text: string } {
  const choice = parseChoice(text);
  const method = choice && methodById(choice.method);
  if (!choice || !method) throw new Refusal(`There is no credit method “${text}”.`, 'Choose one from the list.');
  return { method, choice, text };
}

const sent = (values: readonly (number | undefined)[]): (number | null)[] => values.map((v) => v ?? null);

const sentLogged = ({ values, tokens, level }: LoggedCredit): NonNullable<CreditAnswer['logged']> => ({
  values: sent(values),
  tokens: tokens.map((t) => t ?? null),
  level,
});

/** Diagnoses of the whole, and those that name this trajectory. */
function diagnosesOf(id: string, { diagnoses }: Compared): CreditAnswer['diagnoses'] {
  const mine = diagnoses.filter(({ trajectories }) => trajectories.length === 0 || trajectories.includes(id));
  return mine.map(({ trajectories: _, ...diagnosis }) => diagnosis);
}
