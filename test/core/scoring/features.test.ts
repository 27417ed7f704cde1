import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import type { Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import { FeatureReader, features } from '../../../src/core/scoring/features.ts';
import { DENSE_NAMES, type DenseName, FEATURES } from '../../../src/core/scoring/spec.ts';

const phrase = fc
  .array(fc.constantFrom('read', 'file', 'Error:', 'not found', '42', 'exit code 1', '你好', 'Thanks!', '\n', '{"a": 1}'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(' '));
const text = fc.oneof(phrase, fc.string(), fc.string({ unit: 'binary', maxLength: 30 }));

const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      actor: fc.constantFrom('assistant', 'user', 'planner'),
      thought: fc.option(text, { nil: undefined }),
      text: fc.option(text, { nil: undefined }),
      actions: fc.array(
        fc.record({ tool: fc.constantFrom('bash', 'search', ''), args: fc.oneof(text, fc.jsonValue()) as fc.Arbitrary<Json> }),
        { maxLength: 3 },
      ),
      observations: fc.array(
        fc.record({ text, from: fc.constantFrom('user', 'tool', undefined), isError: fc.option(fc.boolean(), { nil: undefined }) }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 9 },
  )
  .map((list) => list.map((step, index) => ({ index, ...step })));

const trajectories: fc.Arbitrary<Trajectory> = fc.record({ steps, task: text }).map(({ steps, task }) => trajectory(steps, task));

function trajectory(steps: readonly Step[], task = 'Fix the bug in parser.py'): Trajectory {
  return {
    id: 't',
    format: 'test',
    source: { file: 'a.jsonl', place: { kind: 'file' } },
    run: 'r',
    group: 'g',
    sample: 0,
    task: { text: task },
    policy: { model: 'm' },
    preamble: [],
    steps,
    outcome: {},
    status: 'unscored',
  };
}

function step(index: number, parts: Partial<Step> & { readonly run?: string; readonly out?: string } = {}): Step {
  const { run, out, ...rest } = parts;
  return {
    index,
    actor: 'assistant',
    actions: run === undefined ? [] : [{ tool: 'bash', args: { command: run } }],
    observations: out === undefined ? [] : [{ text: out, from: 'tool' }],
    ...rest,
  };
}

/** Value of a named dense feature at a step. */
function dense(given: readonly Step[], at: number, name: DenseName, task?: string): number {
  return features(trajectory(given, task)).dense[at * FEATURES.dense + DENSE_NAMES.indexOf(name)] as number;
}

function tokensOf(given: Trajectory, at: number): readonly number[] {
  const row = features(given).tokens.subarray(at * FEATURES.tokens, (at + 1) * FEATURES.tokens);
  return [...row].filter((id) => id !== 0);
}

describe('features', () => {
  test('of a prefix are the prefix of the features', () => {
    fc.assert(
      fc.property(trajectories, fc.nat(9), (whole, cut) => {
        const n = Math.min(cut, whole.steps.length);
        const all = features(whole);
        const part = features({ ...whole, steps: whole.steps.slice(0, n) });
        expect(part.tokens).toEqual(all.tokens.slice(0, n * FEATURES.tokens));
        expect(part.dense).toEqual(all.dense.slice(0, n * FEATURES.dense));
      }),
    );
  });

  test('read piece by piece are those of the whole', () => {
    fc.assert(
      fc.property(trajectories, fc.nat(9), (whole, cut) => {
        const reader = new FeatureReader(whole);
        const first = reader.read(whole.steps.slice(0, cut));
        const rest = reader.read(whole.steps.slice(cut));
        const all = features(whole);
        expect([...first.tokens, ...rest.tokens]).toEqual([...all.tokens]);
        expect([...first.dense, ...rest.dense]).toEqual([...all.dense]);
      }),
    );
  });

  test('are in range for any text', () => {
    fc.assert(
      fc.property(trajectories, (given) => {
        const { tokens, dense } = features(given);
        expect(tokens.every((id) => id >= 0 && id < FEATURES.buckets)).toBe(true);
        expect(dense.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  test('do not see the outcome, the policy, rewards, labels or log-probabilities', () => {
    const plain = [step(0, { text: 'look', run: 'ls', out: 'a.py' }), step(1, { text: 'done' })];
    const told = trajectory(
      plain.map((one) => ({
        ...one,
        reward: 1,
        label: -1,
        logged: { value: 3 },
        tokens: { logprobs: [-1] },
        usage: { output: 9 },
        timing: { duration: 5 },
      })),
    );
    const given: Trajectory = {
      ...told,
      policy: { model: 'other', agent: 'x' },
      outcome: { reward: 1, success: true, stop: 'max_turns' },
      status: 'scored',
      usage: { input: 3 },
    };
    expect(features(given)).toEqual(features(trajectory(plain)));
  });

  test('take the first messages for the task where the log names none, and leave the system prompt out', () => {
    const asked = {
      ...trajectory([step(0, { text: 'hello' })], ''),
      task: {},
      preamble: [
        { role: 'system', text: 'You are a bot' },
        { role: 'user', text: 'Sort the list' },
      ],
    } as const;
    expect(features(asked)).toEqual(features(trajectory([step(0, { text: 'hello' })], 'Sort the list')));
  });

  test('are written down for one trajectory, so that a change of any feature asks for a new version', () => {
    const given = features(
      trajectory([
        step(0, { thought: 'First I need to look at parser.py', run: 'cat parser.py', out: 'def parse(x):\n    return int(x)' }),
        step(1, {
          text: 'Let me run it 3 times',
          run: 'python parser.py',
          out: 'Traceback (most recent call last):\nValueError: invalid literal',
        }),
        step(2, { run: 'python parser.py', out: 'Traceback (most recent call last):\nValueError: invalid literal' }),
      ]),
    );
    const named = Array.from({ length: given.steps }, (_, t) =>
      Object.fromEntries(
        DENSE_NAMES.map((name, k) => [name, Number(given.dense[t * FEATURES.dense + k]?.toFixed(4))]).filter(([, value]) => value !== 0),
      ),
    );
    expect({ spec: FEATURES, named, tokens: [...given.tokens.subarray(0, 24)] }).toMatchSnapshot();
  });
});

describe('tokens', () => {
  test('of the task come with the first step only', () => {
    const two = [step(0, { text: 'alpha' }), step(1, { text: 'alpha' })];
    const short = trajectory(two, '');
    expect(tokensOf(trajectory(two, 'beta gamma'), 0).length).toBe(tokensOf(short, 0).length + 3);
    expect(tokensOf(trajectory(two, 'beta gamma'), 1)).toEqual(tokensOf(short, 1));
  });

  test('tell a word said from a word seen, and read numbers by their length', () => {
    expect(tokensOf(trajectory([step(0, { text: 'error' })], ''), 0)).not.toEqual(tokensOf(trajectory([step(0, { out: 'error' })], ''), 0));
    expect(tokensOf(trajectory([step(0, { text: '17' })], ''), 0)).toEqual(tokensOf(trajectory([step(0, { text: '42' })], ''), 0));
    expect(tokensOf(trajectory([step(0, { text: '17' })], ''), 0)).not.toEqual(tokensOf(trajectory([step(0, { text: '170' })], ''), 0));
  });

  test('of arguments are the same for an object and for its text', () => {
    const as = (args: Json) => tokensOf(trajectory([step(0, { actions: [{ tool: 'bash', args }] })], ''), 0);
    expect(as({ command: 'ls -la', path: '/tmp' })).toEqual(as('{"command": "ls -la", "path": "/tmp"}'));
  });
});

test('arguments nested beyond any stack are read as far as is sensible', () => {
  let args: Json = 'deep';
  for (let i = 0; i < 200_000; i++) args = [args];
  const given = trajectory([step(0, { actions: [{ tool: 'bash', args }] })], '');
  expect(tokensOf(given, 0)).toHaveLength(1);
});

describe('dense features', () => {
  const look = { run: 'ls', out: 'a.py b.py' };

  test('see repeated actions and observations', () => {
    const given = [step(0, look), step(1, { run: 'pwd', out: '/tmp' }), step(2, look)];
    expect(dense(given, 0, 'action-seen')).toBe(0);
    expect(dense(given, 2, 'action-seen')).toBe(1);
    expect(dense(given, 2, 'same-action-as-before')).toBe(0);
    expect(dense(given, 2, 'observation-seen')).toBe(1);
    expect(dense(given, 2, 'share-actions-repeated')).toBeCloseTo(1 / 3);
    expect(dense(given, 2, 'observation-novelty')).toBe(0);
  });

  test.each([
    ['Traceback (most recent call last):\n  File "a.py"', 'error-line', 1],
    ['bash: foo: command not found', 'error-line', 1],
    ['the error rate fell', 'error-line', 0],
    ['[exit code: 2]', 'exit-nonzero', 1],
    ['exit code 0', 'exit-nonzero', 0],
    ['exited with code 127', 'exit-nonzero', 1],
  ] as const)('read %j: %s is %d', (out, name, value) => {
    expect(dense([step(0, { run: 'x', out })], 0, name)).toBe(value);
  });

  test('count failures in a row and forget them after a success', () => {
    const bad = { run: 'make', out: 'make: *** Error: no rule' };
    const given = [step(0, bad), step(1, bad), step(2, { run: 'make', out: 'built' }), step(3, bad)];
    const streak = (at: number) => dense(given, at, 'error-streak');
    expect(streak(1)).toBeGreaterThan(streak(0));
    expect(streak(2)).toBe(0);
    expect(streak(3)).toBe(streak(0));
    expect(dense(given, 3, 'share-errors')).toBe(0.75);
  });

  test('tell numbers that were seen from numbers that were made up', () => {
    expect(dense([step(0, { text: 'room 12' })], 0, 'numbers-from-sight', 'Book room 12')).toBe(1);
    expect(dense([step(0, { text: 'room 13' })], 0, 'numbers-from-sight', 'Book room 12')).toBe(0);
  });

  test('know an action without an answer, a user who answers, and other actors', () => {
    expect(dense([step(0, { run: 'ls' })], 0, 'acted-without-answer')).toBe(1);
    expect(dense([step(0, { text: 'hi', observations: [{ text: 'Thanks, great!', from: 'user' }] })], 0, 'user-content')).toBeGreaterThan(
      0,
    );
    expect(dense([step(0, { actor: 'WebSurfer' })], 0, 'other-actor')).toBe(1);
  });
});

test('a long trajectory is read in linear time', () => {
  const long = Array.from({ length: 4000 }, (_, i) =>
    step(i, { text: `attempt ${i} at thing${i % 700}`, run: `run ${i}`, out: `line ${i} of output`.repeat(20) }),
  );
  const time = (n: number) => {
    const began = performance.now();
    features(trajectory(long.slice(0, n)));
    return performance.now() - began;
  };
  time(500);
  const short = time(1000);
  expect(time(4000)).toBeLessThan(12 * short + 50);
});
