import type { Message, Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import { stepHead } from '../../../src/core/steps/head.ts';
import type { PanelSnapshot } from '../../../src/protocol/panel.ts';
import { CODING, CODING_PREAMBLE, CODING_SCORES } from '../data/coding.ts';
import { creditGroup } from '../data/credit.ts';
import { DIALOGUE } from '../data/dialogue.ts';
import { ATTACKS, HOSTILE } from '../data/hostile.ts';

/** A trajectory with what the host knows of it. */
export interface Scenario {
  readonly snapshot: PanelSnapshot;
  readonly steps: readonly Step[];
  readonly preamble: readonly Message[];
  /** The samples of its group, itself among them. */
  readonly group?: readonly Trajectory[];
}

const base: PanelSnapshot = {
  revision: 1,
  id: 'coding',
  title: 'django__django-11099',
  format: 'sweagent-traj',
  file: '/logs/run-7/django__django-11099.traj',
  run: 'run-7',
  group: 'django__django-11099',
  sample: 2,
  siblings: ['s1', 's2', 'coding', 's4', 's5', 's6', 's7', 's8'],
  task: { id: 'django__django-11099', text: CODING_PREAMBLE[1]?.text },
  policy: { model: 'qwen-coder-32b', agent: 'swe-agent', update: 240 },
  outcome: { reward: 0, success: false, label: 'submitted' },
  status: 'scored',
  live: false,
  steps: CODING.map(stepHead),
  groupSolved: { solved: 3, judged: 8 },
  totals: { tokens: 41_200, durationMs: 372_000 },
  scores: { scorer: 'fitted', identity: 'x', device: 'webgpu', values: CODING_SCORES },
  scorer: { name: 'Fitted on this run', meaning: 'success-probability', range: [0, 1] },
  trust: {
    level: 'strong',
    auroc: 0.78,
    interval: [0.72, 0.83],
    atStep: 4,
    n: 512,
    successes: 190,
    leftOut: 14,
    note: 'Scores at step 4 of trajectories still running, compared within task.',
  },
  others: [
    {
      name: 'Embedded PRM',
      meaning: 'success-probability',
      range: [0, 1],
      values: CODING_SCORES.map((v, i) => (i % 9 === 8 ? undefined : 0.5 + (v - 0.3) * 0.4)),
      trust: { level: 'weak', auroc: 0.58, n: 512, successes: 190, leftOut: 14, note: 'Hardly better than chance here.' },
    },
  ],
  scoring: { state: 'idle', device: 'webgpu', reason: 'self-test passed', rate: 1940, queued: 0 },
};

const without = (snapshot: PanelSnapshot, ...keys: readonly (keyof PanelSnapshot)[]): PanelSnapshot =>
  Object.fromEntries(Object.entries(snapshot).filter(([key]) => !keys.includes(key as keyof PanelSnapshot))) as unknown as PanelSnapshot;

const bare = (id: string, steps: readonly Step[], more: Partial<PanelSnapshot>): PanelSnapshot => ({
  ...without(base, 'scores', 'scorer', 'trust', 'others', 'groupSolved'),
  id,
  siblings: [id],
  sample: 0,
  steps: steps.map(stepHead),
  totals: {},
  scoring: { state: 'off', reason: 'switched off in the settings', queued: 0 },
  ...more,
});

const noise = (i: number): number => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;

/** Steps of many kinds with scores that wander, jump now and then, and are unknown in places. */
function long(count: number): Scenario {
  const steps: Step[] = Array.from({ length: count }, (_, index) => {
    const like = CODING[Math.floor(noise(index) * CODING.length)] ?? (CODING[0] as Step);
    return { ...like, index };
  });
  let level = 0.5;
  const values = steps.map((_, i) => {
    level += (noise(i + 7) - 0.5) * 0.04 + (i % 617 === 400 ? -0.35 : i % 911 === 600 ? 0.3 : 0);
    level = Math.min(0.97, Math.max(0.03, level));
    return i > count * 0.3 && i < count * 0.34 ? undefined : level;
  });
  const id = `long-${count}`;
  return {
    steps,
    preamble: CODING_PREAMBLE,
    snapshot: {
      ...base,
      id,
      siblings: [id],
      title: `${id} steps`,
      steps: steps.map(stepHead),
      others: [],
      scores: { scorer: 'fitted', identity: 'x', device: 'webgpu', values },
    },
  };
}

/** The scenario's scores without gaps. */
const filled = ({ snapshot, steps }: Scenario): NonNullable<PanelSnapshot['scores']> => ({
  scorer: 'fitted',
  identity: 'x',
  device: 'cpu',
  values: steps.map((_, i) => snapshot.scores?.values[i] ?? 0.5),
});

const PICTURE: Step = {
  index: 0,
  actor: 'assistant',
  actions: [{ tool: 'browser_click', args: { element: 'button "Search"', ref: 'e14' }, id: 'a' }],
  observations: [
    {
      text: 'Clicked.',
      of: 'a',
      from: 'tool',
      images: [
        { kind: 'file', path: 'shot.png' },
        { kind: 'elided', note: 'image/png, 84 kB, left out by the logger' },
      ],
    },
  ],
};

const HUGE: Step = {
  index: 1,
  actor: 'assistant',
  actions: [{ tool: 'bash', args: { command: 'cat big.log' }, id: 'a' }],
  observations: [
    {
      text: Array.from({ length: 60_000 }, (_, i) => `line ${i + 1} of a log that nobody wants to read whole`).join('\n'),
      of: 'a',
      from: 'tool',
    },
  ],
};

const ONE_LINE: Step = {
  index: 2,
  actor: 'assistant',
  actions: [{ tool: 'bash', args: { command: 'cat bundle.min.js' }, id: 'a' }],
  observations: [{ text: 'x'.repeat(400_000), of: 'a', from: 'tool' }],
};

const scenario = (snapshot: PanelSnapshot, steps: readonly Step[], preamble: readonly Message[] = CODING_PREAMBLE): Scenario => ({
  snapshot,
  steps,
  preamble,
});

/** The cases by name; `long-N` makes one of N steps. */
export function scenarioOf(name: string): Scenario {
  const count = /^long-(\d+)$/.exec(name)?.[1];
  if (count) return long(Number(count));
  const credited = /^credit-long-(\d+)$/.exec(name)?.[1];
  if (credited) {
    const made = long(Number(credited));
    const own = { ...(creditGroup(name)[2] as Trajectory), steps: made.steps };
    return {
      ...made,
      snapshot: { ...made.snapshot, id: name, credit: { choices: ['grpo'], stamp: '1' }, scores: filled(made) },
      group: [own],
    };
  }
  switch (name) {
    case 'coding':
      return scenario(base, CODING);
    case 'credit':
      return {
        ...scenario({ ...base, id: name, credit: { choices: ['gigpo', 'rudder', 'pure_min_form', 'grpo', 'gae'], stamp: '1' } }, CODING),
        group: creditGroup(name),
      };
    case 'credit-alone':
      return {
        ...scenario({ ...bare(name, CODING, {}), credit: { choices: ['gigpo', 'grpo'], stamp: '1' } }, CODING),
        group: creditGroup(name).slice(2, 3),
      };
    case 'dialogue':
      return scenario(
        bare(name, DIALOGUE, {
          title: 'airline · task 3',
          format: 'tau-bench',
          file: '/logs/gpt-4o-airline.json',
          policy: { model: 'gpt-4o' },
          task: { id: '3' },
          outcome: { reward: 1, success: true },
          scorer: { name: 'Embedded PRM', meaning: 'success-probability', range: [0, 1] },
          scores: { scorer: 'embedded', identity: 'y', device: 'cpu', values: [0.4, 0.42, undefined, 0.5, 0.52, 0.31, 0.7] },
          scoring: { state: 'scoring', device: 'cpu', reason: 'no GPU adapter', queued: 3, rate: 88 },
        }),
        DIALOGUE,
        [{ role: 'system', text: '# Airline agent policy\n\nYou can help users book, modify, or cancel flights.' }],
      );
    case 'live':
      return scenario(
        {
          ...base,
          id: name,
          siblings: [name],
          live: true,
          status: 'running',
          outcome: {},
          steps: CODING.slice(0, 12).map(stepHead),
          groupSolved: undefined,
        },
        CODING,
      );
    case 'unscored':
      return scenario(bare(name, CODING, { outcome: {}, status: 'unscored', policy: {} }), CODING);
    case 'one':
      return scenario(
        {
          ...bare(
            name,
            CODING.slice(1, 2).map((s) => ({ ...s, index: 0 })),
            {},
          ),
          scores: { scorer: 'e', identity: 'y', device: 'cpu', values: [0.4] },
        },
        CODING.slice(1, 2).map((s) => ({ ...s, index: 0 })),
      );
    case 'empty-error':
      return scenario(
        bare(name, [], {
          status: 'error',
          outcome: { error: 'DockerException: Error while fetching server API version\n<b>ConnectionRefused</b>' },
        }),
        [],
      );
    case 'empty-running':
      return scenario(bare(name, [], { status: 'running', outcome: {}, live: true }), []);
    case 'empty':
      return scenario(bare(name, [], { status: 'unscored', outcome: { stop: 'max_turns' } }), []);
    case 'problem':
      return scenario(
        bare(name, [], {
          problem: {
            message: 'The file /logs/run.jsonl was cut at byte 1,204 while it was read.',
            remedy: 'It is read again when it changes; if it does not, open the raw log at that place.',
          },
        }),
        [],
      );
    case 'hostile':
      return scenario(
        bare(name, HOSTILE, {
          title: Object.values(ATTACKS).join(' '),
          task: { text: ATTACKS.image },
          policy: { model: ATTACKS.script },
          outcome: { label: ATTACKS.anchor, stop: ATTACKS.style },
          file: `/logs/${ATTACKS.image}`,
          format: 'x',
        }),
        HOSTILE,
        [{ role: 'system', text: ATTACKS.closing }],
      );
    case 'media': {
      const steps = [PICTURE, HUGE, ONE_LINE];
      return scenario(bare(name, steps, { title: 'pictures and long texts' }), steps);
    }
  }
  throw new Error(`no scenario ${name}`);
}
