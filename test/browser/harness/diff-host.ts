import { rowFields } from '../../../src/core/diff/fields.ts';
import { reportOf } from '../../../src/core/diff/report.ts';
import { summaryMarkdown } from '../../../src/core/diff/report-markdown.ts';
import type { Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import type { DiffCommands, DiffEvents, DiffRequests, DiffSnapshot } from '../../../src/protocol/diff.ts';
import { CODING } from '../data/coding.ts';
import { ATTACKS, HOSTILE } from '../data/hostile.ts';
import { wired } from './wired.ts';

const side = (k: number, steps: readonly Step[], reward: number | undefined, more: Partial<Trajectory> = {}): Trajectory => ({
  id: `s${k}`,
  format: 'sweagent-traj',
  source: { file: `/logs/run/${k}.traj`, place: { kind: 'file' } },
  run: 'run-7',
  group: 'django__django-11099',
  sample: k,
  task: { id: 'django__django-11099' },
  policy: { model: 'qwen-coder-32b' },
  preamble: [],
  steps: steps.map((step, index) => ({ ...step, index })),
  outcome: reward === undefined ? {} : { reward, success: reward === 1 },
  status: reward === undefined ? 'unscored' : 'scored',
  ...more,
});

/** The coding rollout with some steps left out, some doubled and the n-th observation changed. */
function variant(k: number): readonly Step[] {
  return CODING.flatMap((step, i): Step[] => {
    if (i % 11 === 3 + k) return [];
    const observations =
      i % 7 === 2 + k ? step.observations.map((o) => ({ ...o, text: `${o.text}\nand ${k} more tests passed` })) : step.observations;
    return i % 13 === 5 + k
      ? [
          { ...step, observations },
          { ...step, text: 'once more' },
        ]
      : [{ ...step, observations }];
  });
}

const long = (n: number, shift: number): Step[] =>
  Array.from({ length: n }, (_, i) => ({ ...(CODING[i % CODING.length] as Step), text: i % 50 === shift ? `turn ${shift}` : `step ${i}` }));

const SCENARIOS: Readonly<Record<string, () => readonly Trajectory[]>> = {
  pair: () => [side(0, CODING, 0), side(1, variant(1), 1)],
  many: () => [0, 1, 2, 3, 4, 5, 6, 7].map((k) => side(k, variant(k), k % 3 === 0 ? 1 : 0)),
  same: () => [side(0, CODING, 1), side(1, CODING, 1)],
  empty: () => [side(0, [], undefined), side(1, [], 0)],
  hostile: () => [side(0, HOSTILE, 0, { task: { id: ATTACKS.script } }), side(1, [...HOSTILE].reverse(), 1)],
  long: () => [side(0, long(5000, 10), 0), side(1, long(5000, 20), 1)],
};

const { rpc, scenario } = wired<DiffRequests, DiffEvents, DiffCommands>();
const trajectories = (SCENARIOS[scenario] ?? SCENARIOS.pair)?.() ?? [];
const values = trajectories.map(({ steps }, k) =>
  steps.map((_, i) => (i % 17 === 16 ? undefined : 0.5 + (k % 2 ? 1 : -1) * Math.min(0.4, i * 0.02) + Math.sin(i * 3 + k) * 0.06)),
);
const scores =
  scenario === 'same' ? undefined : { values, basis: { kind: 'score', name: 'Fitted on this run', note: 'trust strong' } as const };
const ids = trajectories.map(({ id }) => id);
let revision = 0;

function snapshot(): DiffSnapshot {
  revision++;
  if (scenario === 'problem')
    return {
      revision,
      ids,
      summary: '',
      problem: { message: 'The log file is gone: /logs/run/1.traj', remedy: 'Put it back or close this diff.' },
    };
  const report = reportOf(trajectories, scores);
  return { revision, ids, report, summary: summaryMarkdown(report) };
}

rpc.handle('ready', snapshot);
rpc.handle('row', ({ row, whole }) => {
  const steps = reportOf(trajectories).comparison.rows[row]?.steps ?? [];
  return rowFields(
    steps.map((at, k) => (at === undefined ? undefined : trajectories[k]?.steps[at])),
    whole ? undefined : 12_000,
  );
});
