import { align } from '../../src/core/diff/align.ts';
import type { TrajectoryFacts } from '../../src/core/diff/facts.ts';
import { fingerprint } from '../../src/core/diff/fingerprint.ts';
import { alignMany } from '../../src/core/diff/many.ts';
import { compareRuns } from '../../src/core/diff/runs.ts';
import { wordDiff } from '../../src/core/diff/words.ts';
import type { Step } from '../../src/core/model/trajectory.ts';
import { seeded } from '../../src/core/stats/random.ts';
import type { Bench } from './bench.ts';

const WORDS = 'open read parse test build fix path file line error value list index token model agent retry merge branch commit'.split(' ');

/** Steps of a made agent; `drift` of them are other steps than under the same seed without drift. */
function steps(n: number, seed: number, drift: number): Step[] {
  const [base, change] = [seeded(1), seeded(seed)];
  const say = (random: () => number, k: number): string =>
    Array.from({ length: k }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
  const out: Step[] = [];
  for (let i = 0; i < n; i++) {
    const [command, output] = [`${say(base, 6)} ${i % 97}`, say(base, 40)];
    const dice = change();
    if (dice < drift / 3) continue;
    const other = dice < (2 * drift) / 3;
    const add = (text: string, result: string): void =>
      void out.push({
        index: out.length,
        actor: 'assistant',
        actions: [{ tool: 'bash', args: { command: text } }],
        observations: [{ text: result }],
      });
    add(other ? `${command} ${say(change, 2)}` : command, other ? say(change, 40) : output);
    if (dice > 1 - drift / 3) add(say(change, 6), say(change, 40));
  }
  return out;
}

const facts = (side: number): TrajectoryFacts[] =>
  Array.from({ length: 10_000 }, (_, i) => {
    const success = Number(Math.sin(i * (side + 3)) > 0);
    return {
      id: `${side}/${i}`,
      task: `t${i >> 3}`,
      title: 't',
      tools: {},
      values: { success, reward: success, steps: i % 7, chars: i % 1000 },
    };
  });

/** What a diff costs. */
export function benches(): readonly Bench[] {
  const [a, b] = [steps(2000, 2, 0.3).map(fingerprint), steps(2000, 3, 0.3).map(fingerprint)];
  const c = steps(2000, 3, 0.3).map((s) => fingerprint({ ...s, text: 'in other words' }));
  const eight = Array.from({ length: 8 }, (_, k) => steps(200, k + 2, 0.3).map(fingerprint));
  const other = Array.from({ length: 8 }, (_, k) => steps(200, k + 2, 0.3).map((s) => fingerprint({ ...s, text: `side ${k}` })));
  const [runA, runB] = [facts(0), facts(1)];
  const [left, right] = [steps(400, 2, 0.3), steps(400, 3, 0.3)].map((all) => all.map((s) => s.observations[0]?.text).join('\n')) as [
    string,
    string,
  ];
  return [
    {
      name: 'align 2,000 steps with 2,000',
      work: { amount: 4, unit: 'M pairs' },
      variants: { 'seven of ten the same': () => align(a, b).length, 'none quite the same': () => align(a, c).length },
    },
    {
      name: 'align eight times 200 steps',
      work: { amount: 8, unit: 'sides' },
      variants: { 'seven of ten the same': () => alignMany(eight).length, 'none quite the same': () => alignMany(other).length },
    },
    {
      name: 'compare two runs of 10,000 trajectories',
      work: { amount: 20_000, unit: 'trajectories' },
      variants: { '10,000 resamples': () => compareRuns(runA, runB, { resamples: 10_000 }).tasks.length },
    },
    {
      name: 'words of two texts of 400 lines',
      work: { amount: left.length / 1e6, unit: 'MB' },
      variants: { 'our words': () => wordDiff(left, right).a.length },
    },
  ];
}
