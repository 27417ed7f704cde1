import { parseChoice } from '../../../src/core/credit/choice.ts';
import { diagnose } from '../../../src/core/credit/diagnose.ts';
import { explain } from '../../../src/core/credit/explain/explain.ts';
import { formulaText } from '../../../src/core/credit/explain/line.ts';
import { bifurcation, turningPoints } from '../../../src/core/credit/landmarks.ts';
import { loggedCredit } from '../../../src/core/credit/logged.ts';
import { MENU } from '../../../src/core/credit/menu.ts';
import { bestPart, type Pool, poolCredit, whyNot } from '../../../src/core/credit/pool.ts';
import { toRollouts } from '../../../src/core/credit/rollouts.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import { supposedCredit, type WhatIf } from '../../../src/core/credit/what-if.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import type { CreditAnswer, CreditMethodInfo, CreditRow, WhyText } from '../../../src/protocol/credit.ts';

/** Answers the panel's questions about credit with the real engine, as the host does, without a library behind it. */
export class CreditBench {
  readonly own: Trajectory;
  readonly group: readonly Trajectory[];
  private readonly pool: Pool;
  private readonly scores: readonly (number | undefined)[];

  constructor(group: readonly Trajectory[], id: string, scores: readonly (number | undefined)[] = []) {
    const index = group.findIndex((t) => t.id === id || group.length === 1);
    this.group = group;
    this.own = group[index] as Trajectory;
    this.scores = scores;
    this.pool = { rollouts: toRollouts(group), index, scores: new Map(scores.length > 0 ? [[this.own.id, scores]] : []) };
  }

  answer(choices: readonly string[]): CreditAnswer {
    const { pool, own } = this;
    const parted = bifurcation(pool.rollouts[pool.index] as Pool['rollouts'][number], pool.rollouts);
    const sample = this.group.find((t) => t.id === parted?.id)?.sample;
    const logged = loggedCredit(own);
    return {
      rows: choices.map((choice) => {
        const { method, parsed } = find(choice);
        const found = poolCredit(method, parsed, pool);
        return { choice, method: method.id, name: method.name, unit: method.unit, ...found, values: found.values.map((v) => v ?? null) };
      }),
      turns: { steps: turningPoints([this.scores[0], ...this.scores], 0.1), by: 'scores' },
      ...(parted && sample !== undefined ? { bifurcation: { ...parted, sample } } : {}),
      ...(logged
        ? { logged: { ...logged, values: logged.values.map((v) => v ?? null), tokens: logged.tokens.map((t) => t ?? null) } }
        : {}),
      diagnoses: diagnose(this.group),
      compared: { group: this.group.length, scored: pool.scores.size },
      notes: [],
    };
  }

  whatIf(choices: readonly string[], what: WhatIf): readonly CreditRow[] {
    return choices.map((choice) => {
      const { method, parsed } = find(choice);
      const found = supposedCredit(method, parsed, this.pool, what);
      return { choice, method: method.id, name: method.name, unit: method.unit, ...found, values: found.values.map((v) => v ?? null) };
    });
  }

  methods(): readonly CreditMethodInfo[] {
    return MENU.flatMap(({ title, methods }) =>
      methods.map(({ id, name, paper, status, learn, flat, unit, granularity, params, needs }) => ({
        id, name, paper, status, learn, flat, unit, granularity, params, group: title, takesRewards: needs.includes('step-rewards'),
        reason: whyNot(find(id).method, find(id).parsed, this.pool),
      })),
    ); // biome-ignore format: a record
  }

  why(choice: string, step: number): readonly WhyText[] {
    const { method, parsed } = find(choice);
    const { part } = bestPart(method, parsed, this.pool);
    const { values } = poolCredit(method, parsed, this.pool);
    const lines = explain(method, part.rollouts, part.index, step, parsed.params, values);
    const last = lines.findLast((l) => l.parts);
    return lines.map((l) => ({ label: l.label, formula: formulaText(l), result: l === last }));
  }
}

function find(text: string) {
  const parsed = parseChoice(text);
  const method = parsed && methodById(parsed.method);
  if (!parsed || !method) throw new Error(`no method ${text}`);
  return { method, parsed };
}
