import { describe, expect, test } from 'vitest';
import { detect } from '../../../src/core/importers/detect.ts';
import { firstErrorLabels } from '../../../src/core/importers/reasoning.ts';
import type { Json } from '../../../src/core/model/json.ts';
import { memoryFile } from './memory-file.ts';
import { readAll } from './proofs.ts';

async function read(format: string, ...rows: readonly Json[]) {
  const contents = await readAll(memoryFile('data/rows.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
  expect([contents.format, contents.problems]).toEqual([format, []]);
  return contents.trajectories;
}

test('after the first error nothing is known', () => {
  expect(firstErrorLabels(4, 1)).toEqual([1, -1, undefined, undefined]);
  expect(firstErrorLabels(2, undefined)).toEqual([1, 1]);
  expect(firstErrorLabels(2, 9)).toEqual([1, 1]);
});

describe('prm800k', () => {
  const completion = (text: string, rating: number | null): Json => ({ text, rating, flagged: false });
  const step = (completions: readonly Json[], chosen: number | null, human: Json = null): Json => ({
    completions,
    chosen_completion: chosen,
    human_completion: human,
  });
  const row = (steps: readonly Json[], end: string, shown?: readonly string[]): Json => ({
    labeler: 'l',
    question: { problem: 'p', ...(shown === undefined ? {} : { pre_generated_steps: shown }) },
    label: { steps, finish_reason: end },
  });

  test('the path is what was chosen or written by a person; the others stay as alternatives', async () => {
    const steps = [
      step([completion('a', -1), completion('b', 1)], 1),
      step([completion('c', -1)], null, { text: 'by hand', rating: null }),
      step([completion('d', -1), completion('e', 0)], null),
    ];
    const [only] = await read('prm800k', row(steps, 'give_up'));
    expect(only?.steps.map(({ text, label, actor }) => [text, label, actor])).toEqual([
      ['b', 1, 'assistant'],
      ['by hand', undefined, 'human'],
      ['d', -1, 'assistant'],
    ]);
    expect(only?.extra?.alternatives).toEqual({
      0: [{ text: 'a', rating: -1 }],
      1: [{ text: 'c', rating: -1 }],
      2: [{ text: 'e', rating: 0 }],
    });
    expect(only).toMatchObject({ status: 'unscored', outcome: { success: undefined, label: 'give_up' } });
  });

  test('what was shown beyond the first mistake has no label', async () => {
    const [only] = await read('prm800k', row([step([completion('a', -1)], null)], 'found_error', ['a', 'b']));
    expect(only?.steps.map(({ text, label }) => [text, label])).toEqual([
      ['a', -1],
      ['b', undefined],
    ]);
    const [other] = await read('prm800k', row([step([completion('x', 1)], 0)], 'solution', ['a', 'b']));
    expect(other?.steps.map(({ text }) => text)).toEqual(['x']);
  });
});

describe('math-shepherd', () => {
  test('labels stand where the tags do, signs in the text notwithstanding', async () => {
    const input = 'How much? Step 1: 5 - 3 = 2 ки\nStep 2: 2 + 2 = 4 The answer is: 4 ки';
    const [only] = await read('math-shepherd', {
      input,
      label: 'How much? Step 1: 5 - 3 = 2 -\nStep 2: 2 + 2 = 4 The answer is: 4 +',
      task: 'GSM8K',
    });
    expect(only).toMatchObject({ task: { text: 'How much?' }, outcome: { success: true } });
    expect(only?.steps.map(({ text, label }) => [text, label])).toEqual([
      ['Step 1: 5 - 3 = 2', -1],
      ['Step 2: 2 + 2 = 4 The answer is: 4', 1],
    ]);
  });

  test('a step without a label and a text without an answer stay unknown', async () => {
    const [only] = await read('math-shepherd', { input: 'Q Step 1: a ки\nStep 2: b ки', label: 'Q Step 1: a +\nStep 2: b ?' });
    expect(only?.steps.map(({ label }) => label)).toEqual([1, undefined]);
    expect(only).toMatchObject({ status: 'unscored', outcome: { success: undefined } });
  });
});

describe('math-aps', () => {
  test('paths run to the leaves, values stand where their prefix ends', async () => {
    const steps = ['Q', 'Q\n\nOne.', 'Q\n\nOne. Two more words to read.', 'Q\n\nOther, and long enough.\n\nThe answer is 3.'];
    const values = [0.5, 0.75, 0, 1];
    const trajectories = await read('math-aps', {
      question: 'Q',
      reasoning_steps: steps.map((solution_prefix, k) => ({ solution_prefix, mc_value: values[k] ?? null })),
    });
    expect(trajectories.map(({ logged, outcome }) => [logged, outcome.success])).toEqual([
      [{ mcValue: 0.5 }, undefined],
      [{ mcValue: 0.5 }, true],
    ]);
    expect(trajectories.map((trajectory) => trajectory.steps.map((step) => [step.text, step.logged?.mcValue]))).toEqual([
      [
        ['One.', 0.75],
        ['Two more words to read.', 0],
      ],
      [
        ['Other, and long enough.', undefined],
        ['The answer is 3.', 1],
      ],
    ]);
  });
});

describe('verdicts', () => {
  test('processbench: right answers with a wrong step, and rows nobody judged', async () => {
    const row = { problem: 'p', steps: ['a', 'b'], generator: 'm', label: 0 };
    const [judged, open] = await read('processbench', { ...row, final_answer_correct: true }, row);
    expect(judged).toMatchObject({ outcome: { success: true }, policy: { model: 'm' }, status: 'scored', steps: [{ label: -1 }, {}] });
    expect(judged?.steps[1]?.label).toBeUndefined();
    expect(open).toMatchObject({ outcome: { success: undefined }, status: 'unscored' });
  });

  test('bigbench-mistake: null is no mistake, a missing place says nothing', async () => {
    const row = { input: 'i', steps: ['a', 'b'], answer: '1', target: '1' };
    const [none, broken] = await read('bigbench-mistake', { ...row, mistake_index: null }, { ...row, mistake_index: 'x' });
    expect(none?.steps.map(({ label }) => label)).toEqual([1, 1]);
    expect(broken?.steps.map(({ label }) => label)).toEqual([undefined, undefined]);
  });

  test('prm-step-scores: a score that is no number is unknown, and its step is still there', async () => {
    const row = { problem_id: 7, candidate_index: 2, prm_name: 'm', step_scores: [0.5, null], is_correct: false };
    const [only] = await read('prm-step-scores', row);
    expect(only).toMatchObject({ group: '7', sample: 2, outcome: { success: false }, status: 'scored' });
    expect(only?.steps.map(({ logged }) => logged)).toEqual([{ m: 0.5 }, undefined]);
  });
});

test.each<[string, readonly number[], string]>([
  ['a pickle', [0x80, 0x04, 0x95, 0x10], 'pickle'],
  ['a torch file of before 1.6', [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e], 'torch'],
])('%s is refused with a way out', async (_, bytes, code) => {
  const detected = await detect(memoryFile('step_0.pkl', Uint8Array.from(bytes)));
  expect(detected).toMatchObject({ format: null, code });
  expect(detected.reason).toContain('would run code');
  expect(detected.remedy).toMatch(/JSON/);
});
