import type { TrajectoryFacts } from '../../../src/core/diff/facts.ts';
import { compareRuns } from '../../../src/core/diff/runs.ts';
import type { RunSide, RunsCommands, RunsEvents, RunsRequests, RunsSnapshot } from '../../../src/protocol/runs.ts';
import { ATTACKS } from '../data/hostile.ts';
import { wired } from './wired.ts';

const noise = (i: number): number => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;

function facts(side: number, tasks: number, samples: number, from = 0): TrajectoryFacts[] {
  return Array.from({ length: tasks * samples }, (_, i) => {
    const task = from + Math.floor(i / samples);
    const success = Number(noise(i + side * 7919) < 0.35 + side * 0.25);
    return {
      id: `${side}/${i}`,
      task: `id:${task}`,
      title: `suite/task-${task}`,
      values: {
        success,
        reward: success,
        steps: 5 + Math.floor(noise(i) * 9),
        toolCalls: 6,
        errors: noise(i + 3) < 0.3 ? 1 : 0,
        chars: 4000 + side * 30,
      },
      tools: { bash: 4, edit: 1 + side },
    };
  });
}

const side = (name: string, more: Partial<RunSide> = {}): RunSide => ({
  name,
  path: `/logs/${name}`,
  format: 'verifiers-results',
  trajectories: 240,
  tasks: 60,
  judged: 240,
  solved: 90,
  solvedInterval: [0.316, 0.438],
  meanReward: 0.375,
  rewarded: 240,
  judgedByReward: false,
  live: false,
  ...more,
});

const { rpc, scenario } = wired<RunsRequests, RunsEvents, RunsCommands>();
let [a, b, seed] = [0, 1, 1];
let revision = 0;

function snapshot(): RunsSnapshot {
  const few = scenario === 'few';
  const tasks = scenario === 'big' ? 10_000 : few ? 3 : 60;
  const other = scenario === 'nothing' ? facts(1, 5, 2, 1000) : facts(1, few ? 3 : 62, 4, few ? 0 : 1);
  const first = facts(0, tasks, scenario === 'big' ? 1 : 4);
  const named = scenario === 'hostile' ? first.map((f, i) => ({ ...f, title: Object.values(ATTACKS)[i % 7] ?? '' })) : first;
  const diff = compareRuns(named, scenario === 'big' ? facts(1, tasks, 1) : other, {
    seed,
    resamples: 500,
    tools: scenario === 'unread' ? 0 : 5,
  });
  const { wins, losses, ties, gained, lost } = diff;
  const sides = [
    side('step-100', { judgedByReward: true }),
    side('step-200', { solved: 144, meanReward: 0.6 }),
    side('step-300', { judged: 0, solved: 0, solvedInterval: undefined, meanReward: undefined, rewarded: 0, live: true }),
  ];
  return {
    revision: ++revision,
    keys: [{ run: 'a' }, { run: 'b' }],
    sides: scenario === 'three' ? sides : sides.slice(0, 2),
    a,
    b,
    tasks: diff.tasks.map((t) => ({ ...t, a: { ...t.a, samples: t.a.ids.length }, b: { ...t.b, samples: t.b.ids.length } })),
    onlyA: diff.onlyA,
    onlyB: diff.onlyB,
    metrics: diff.metrics,
    tools: diff.tools,
    counts: { wins, losses, ties, gained, lost },
    seed: diff.seed,
    resamples: diff.resamples,
    reading: scenario === 'unread' ? { done: 0, total: 480, busy: false } : { done: 480, total: 480, busy: false },
    ...(scenario === 'problem' ? { problem: { message: 'A run of this comparison is gone.', remedy: 'Close it.' } } : {}),
  };
}

rpc.handle('ready', snapshot);
rpc.on('compare', (pair) => {
  [a, b] = [pair.a, pair.b];
  rpc.send('snapshot', snapshot());
});
rpc.on('seed', (next) => {
  seed = next.seed;
  rpc.send('snapshot', snapshot());
});
