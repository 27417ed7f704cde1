import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import type { Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import { features } from '../../../src/core/scoring/features.ts';
import { slim } from '../../../src/node/scoring/slim.ts';
import { trajectory } from './helpers.ts';

/** Words, from none to far more than a field may hold. */
const text = fc
  .tuple(fc.array(fc.stringMatching(/^[a-z0-9 .:\né]{0,12}$/), { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 700 }))
  .map(([parts, times]) => Array.from({ length: times }, (_, i) => `${parts[i % parts.length]} ${i}`).join('\n'));

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const observation = fc.record(
  { text, from: fc.constantFrom('tool', 'user'), isError: fc.boolean(), images: fc.constant([{ kind: 'elided', note: 'x' } as const]) },
  { requiredKeys: ['text'] },
);
const step: fc.Arbitrary<Step> = fc.record(
  {
    index: fc.nat(9),
    actor: fc.constantFrom('assistant', 'user'),
    thought: text,
    text,
    actions: fc.array(fc.record({ tool: fc.constantFrom('bash', 'search'), args: json }), { maxLength: 2 }),
    observations: fc.array(observation, { maxLength: 3 }),
    reward: fc.double(),
    error: text,
  },
  { requiredKeys: ['index', 'actor', 'actions', 'observations'] },
);
const message = fc.record({ role: fc.constantFrom('system', 'user'), text });

const numbers = (of: Trajectory) => {
  const { tokens, dense } = features(of);
  return [tokens, dense];
};

it('leaves every feature as it was', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 3 }),
      fc.option(text, { nil: undefined }),
      fc.array(message, { maxLength: 2 }),
      (steps, task, preamble) => {
        const whole = { ...trajectory('a', steps), task: task === undefined ? {} : { text: task }, preamble };
        expect(numbers({ ...whole, ...slim(whole) })).toEqual(numbers(whole));
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

it('is small however large the log is', () => {
  const huge = 'word '.repeat(1e6);
  const large: Step = {
    index: 0,
    actor: 'assistant',
    thought: huge,
    text: huge,
    actions: [{ tool: 'write', args: { path: 'a', content: huge } }],
    observations: [{ text: huge, images: [{ kind: 'data', uri: huge }] }],
    tokens: { logprobs: Array(1e5).fill(-1) },
    error: huge,
  };
  expect(JSON.stringify(slim({ ...trajectory('a', [large]), preamble: [{ role: 'user', text: huge }] })).length).toBeLessThan(25_000);
});
