import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatChoice, parseChoice, parseFrom, sourcesFor } from '../../../src/core/credit/choice.ts';
import { methodById } from '../../../src/core/credit/table.ts';

test('a choice reads as it is written', () => {
  expect(parseChoice(' gigpo step_w=2 mode=mean_std_norm from=change ')).toEqual({
    method: 'gigpo',
    params: { step_w: 2, mode: 'mean_std_norm' },
    from: { kind: 'change' },
  });
  expect(parseChoice('rudder')).toEqual({ method: 'rudder', params: {}, from: { kind: 'auto' } });
  expect(parseChoice('  ')).toBeUndefined();
});

test('what is written is read back', () => {
  const from = fc.oneof(
    fc.constantFrom('auto', 'log', 'scorer', 'change').map((kind) => ({ kind })),
    fc.double({ min: 0, max: 1, noNaN: true }).map((weight) => ({ kind: 'blend', weight: Math.round(weight * 100) / 100 })),
  );
  const value = fc.oneof(fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0), fc.constant('mean_norm'), fc.constant(null)); // biome-ignore format: one line
  const choice = fc.record({ method: fc.constantFrom('grpo', 'gigpo'), params: fc.dictionary(fc.constantFrom('a', 'step_w'), value, { noNullPrototype: true }), from }); // biome-ignore format: one line
  fc.assert(
    fc.property(choice, (c) => {
      expect(parseChoice(formatChoice(c as never))).toEqual(JSON.parse(JSON.stringify(c)));
    }),
  );
});

test('a blend needs a weight between 0 and 1', () => {
  expect(parseFrom('blend:0.25')).toEqual({ kind: 'blend', weight: 0.25 });
  expect(parseFrom('blend')).toEqual({ kind: 'blend', weight: 0.5 });
  expect(parseFrom('blend:7')).toEqual({ kind: 'auto' });
  expect(parseFrom('rm -rf')).toEqual({ kind: 'auto' });
});

test('where nothing is chosen, methods get the rewards they are made for', () => {
  const first = (id: string) => {
    const method = methodById(id);
    return method && sourcesFor(method, { kind: 'auto' })[0]?.kind;
  };
  expect(['rudder', 'spa', 'gigpo', 'grpo'].map(first)).toEqual(['scorer', 'change', 'log', 'log']);
});
