import { expect, test } from 'vitest';
import { phrases, whatIfNote } from '../../../src/core/credit/what-if-note.ts';

test('what is supposed, in words', () => {
  expect(phrases({ outcome: 0, drop: [1, 4], rewards: [[2, -1]], scale: 2, cap: 1, from: { kind: 'blend', weight: 0.5 } })).toEqual([
    'the final reward of this sample is 0',
    'steps 2, 5 not taken',
    'step 3 is rewarded −1',
    'all rewards times 2',
    'no reward beyond ±1',
    'step rewards from blend:0.5',
  ]);
});

test('a note has the steps that change, the largest where there are many', () => {
  const note = whatIfNote('sample 2', { drop: [1] }, [
    { title: 'RLOO', unit: 'reward units', before: [-0.5, -0.5, 1], after: [0.25, undefined, 1] },
    { title: 'GAE', unit: 'reward units', before: [1], after: [undefined], reason: 'cannot be computed: needs values' },
  ]);
  expect(note.split('\n')).toEqual([
    '## What if (sample 2)',
    '',
    '- step 2 not taken',
    '',
    '### RLOO, in reward units',
    '',
    '| step | before | what if |',
    '| ---: | ---: | ---: |',
    '| 1 | −0.5 | 0.25 |',
    '| 2 | −0.5 | unknown |',
    '',
    '### GAE, in reward units',
    '',
    'cannot be computed: needs values',
    '',
  ]);
  const long = Array.from({ length: 30 }, (_, i) => i);
  const many = whatIfNote('x', {}, [{ title: 'T', unit: 'u', before: long.map(() => 0), after: long }]);
  expect(many).toContain('The 20 largest of 29 changes.');
  expect(many.match(/^\| \d+/gm)?.[0]).toBe('| 11');
});
