import { describe, expect, test } from 'vitest';
import type { StepScores } from '../../src/core/model/score.ts';
import type { TrajectorySummary } from '../../src/core/model/summary.ts';
import type { Trajectory } from '../../src/core/model/trajectory.ts';
import { CreditDesk } from '../../src/host/credit-desk.ts';
import type { Library } from '../../src/node/library/types.ts';
import { trajectory } from '../core/credit/make.ts';
import { stepScores } from './fakes.ts';

const steps = (...commands: string[]) => commands.map((c) => [c, `out of ${c}`] as const);

interface Made {
  readonly desk: CreditDesk;
  readonly reads: string[];
  readonly wishes: { methods: readonly string[]; stepRewards: string };
  readonly all: Trajectory[];
}

function make(all: Trajectory[], scores: Record<string, StepScores> = {}): Made {
  const reads: string[] = [];
  const summaries = (): TrajectorySummary[] =>
    all.map((t) => ({ ...t, file: 'f', place: t.source.place, steps: t.steps.length, chars: 0, contentHash: `${t.id}${t.steps.length}` }));
  const library = {
    trajectories: (run: string, group?: string) => summaries().filter((s) => s.run === run && (group === undefined || s.group === group)),
    summary: (id: string) => summaries().find((s) => s.id === id),
    trajectory: async (id: string) => {
      reads.push(id);
      const found = all.find((t) => t.id === id);
      if (!found || id.startsWith('gone')) throw new Error(`no file for ${id}`);
      return found;
    },
  } as unknown as Library;
  const wishes = { methods: ['grpo', 'nonsense', 'rudder', 'grpo'] as readonly string[], stepRewards: 'auto' };
  return { desk: new CreditDesk(library, { of: ({ id }) => scores[id] }, () => wishes), reads, wishes, all };
}

const GROUP = [
  { ...trajectory('a', steps('ls', 'rm x', 'exit'), 0), sample: 0 },
  { ...trajectory('b', steps('ls', 'edit x', 'exit'), 1), sample: 1 },
];

describe('CreditDesk', () => {
  test('the setting is read as far as it makes sense', () => {
    expect(make(GROUP).desk.choices).toEqual(['grpo', 'rudder']);
  });

  test('rows, what was compared and where the solved sample parts', async () => {
    const { desk } = make(GROUP, { a: stepScores([0.5, 0.2, 0.1]) });
    const answer = await desk.answer('a', ['rloo', 'rudder', 'deepseek_process_grpo']);
    expect(answer.rows.map(({ values }) => values.map((v) => v && Math.round(v * 1000) / 1000))).toEqual([
      [-1, -1, -1],
      [0.467, -0.333, -0.133],
      [null, null, null],
    ]);
    expect(answer.rows[1]?.source).toBe('scorer');
    expect(answer.rows[2]?.reason).toContain('1 of 2 samples are scored');
    expect(answer.compared).toEqual({ group: 2, scored: 1 });
    expect(answer.bifurcation).toEqual({ step: 1, id: 'b', sample: 1, solved: true, reward: 1 });
    expect(answer.logged).toBeUndefined();
  });

  test('why: the terms, the result marked', async () => {
    const { desk } = make(GROUP);
    const lines = await desk.why('a', 'rloo', 1);
    expect(lines.find((l) => l.result)).toEqual({ label: 'reward against the others', formula: '0 − 1 = −1', result: true });
    expect((await desk.why('a', 'pav', 1))[0]?.label).toContain('cannot be computed: needs');
  });

  test('a group is read once and again only when one of it changes', async () => {
    const { desk, reads, all } = make([...GROUP]);
    await desk.answer('a', ['grpo']);
    const first = reads.length;
    await desk.answer('a', ['rloo']);
    expect(reads.length).toBe(first);
    all[1] = { ...(all[1] as Trajectory), outcome: { reward: 0.5 } };
    expect((await desk.answer('a', ['rloo'])).rows[0]?.values[0]).toBe(-0.5);
  });

  test('samples of another update are left out, and it says so', async () => {
    const old = { ...trajectory('c', steps('ls'), 1), policy: { update: 3 } };
    const answer = await make([...GROUP, old]).desk.answer('a', ['rloo']);
    expect(answer.compared.group).toBe(2);
    expect(answer.notes).toEqual(['1 samples of this task were made by other updates and are left out']);
  });

  test('a method over the batch takes in other groups', async () => {
    const other = (id: string, reward: number) => ({ ...trajectory(id, steps('pwd', 'exit'), reward), group: 'other' });
    const answer = await make([...GROUP, other('d', 1), other('e', 1)]).desk.answer('a', ['grpo_trl scale_rewards=batch', 'rloo']);
    expect(answer.compared).toEqual({ group: 2, scored: 0, batch: 4 });
    expect(answer.rows[0]?.values[0]).toBeCloseTo(-0.5 / (0.5 + 1e-4));
    expect(answer.rows[1]?.values[0]).toBe(-1);
  });

  test('a sibling whose file is gone does not take the others down', async () => {
    const gone = trajectory('gone', steps('ls'), 1);
    const answer = await make([...GROUP, gone]).desk.answer('a', ['rloo']);
    expect(answer.rows[0]?.values[0]).toBe(-1);
    expect(answer.notes).toEqual(['1 rollouts could not be read']);
  });

  test('what the trainer logged is named, and its diagnoses come with it', async () => {
    const logged = GROUP.map((t) => ({ ...t, logged: { advantage: t.outcome.reward === 1 ? 0.7072 : -0.7072 } }));
    const { logged: found, diagnoses } = await make(logged).desk.answer('a', []);
    expect(found?.values).toEqual([-0.7072, -0.7072, -0.7072]);
    expect(diagnoses.map((d) => d.code)).toContain('best-match');
    expect(diagnoses.find((d) => d.code === 'best-match')?.message).toContain('grpo');
  });

  test('a group: every sample with its credit, reward and advantage, and what they share', async () => {
    const third = { ...trajectory('c', steps('ls'), 0), sample: 2 };
    const { samples, icicle, method } = await make([...GROUP, third]).desk.group('b', 'rloo');
    expect(method.name).toBe('RLOO');
    expect(samples.map(({ id, steps, values, advantage }) => [id, steps, values.length, values[0], advantage?.toFixed(2)])).toEqual([
      ['a', 3, 3, -0.5, '-0.58'],
      ['b', 3, 3, 1, '1.15'],
      ['c', 1, 1, -0.5, '-0.58'],
    ]);
    expect(icicle.stretches[0]).toMatchObject({ from: 0, to: 1, rows: 3, n: 3 });
    const alone = await make(GROUP.slice(0, 1)).desk.group('a', 'rloo');
    expect(alone.samples[0]).toMatchObject({ advantage: undefined, values: [undefined, undefined, undefined] });
    expect(alone.samples[0]?.reason).toContain('only sample');
  });

  test('what if: another outcome, and the next question is answered from what the log says', async () => {
    const { desk } = make(GROUP);
    expect((await desk.whatIf('a', ['rloo', 'grpo_trl scale_rewards=batch'], { outcome: 2 })).map(({ values }) => values[0])).toEqual([
      1,
      expect.closeTo(0.5 / (Math.SQRT1_2 + 1e-4), 6),
    ]);
    expect((await desk.answer('a', ['rloo'])).rows[0]?.values[0]).toBe(-1);
  });

  test('the menu says what is missing and what to log', async () => {
    const menu = await make(GROUP).desk.methods('a');
    expect(menu.length).toBeGreaterThan(60);
    const of = (id: string) => menu.find((m) => m.id === id);
    expect(of('grpo')?.reason).toBeUndefined();
    expect(of('gigpo')?.reason).toBeUndefined();
    expect(of('gae')?.reason).toContain("the critic's value before every step");
    expect(of('rudder')?.reason).toContain('choose a scorer, or log step rewards');
  });

  test('the stamp changes with scores, outcomes and the setting', () => {
    const scores: Record<string, StepScores> = {};
    const { desk, all, wishes } = make([...GROUP], scores);
    const stamp = () => {
      const summary = { ...all[0], steps: 3, contentHash: 'a3' } as unknown as TrajectorySummary;
      return desk.state(summary)?.stamp;
    };
    const stamps = [stamp()];
    scores.b = stepScores([1]);
    stamps.push(stamp());
    all[1] = { ...(all[1] as Trajectory), outcome: { reward: 0.5 } };
    stamps.push(stamp());
    wishes.stepRewards = 'log';
    stamps.push(stamp());
    expect(new Set(stamps).size).toBe(4);
    expect(stamp()).toBe(stamps[3]);
  });
});
