import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import { type Contents, memoryFile } from './memory-file.ts';
import { readAll } from './proofs.ts';

async function read(format: string, value: Json | string, path = 'run/log.json', neighbours: Readonly<Record<string, Contents>> = {}) {
  const contents = await readAll(memoryFile(path, typeof value === 'string' ? value : JSON.stringify(value), neighbours));
  expect(contents.format).toBe(format);
  return contents;
}

describe('who-and-when', () => {
  const history = ['A', 'Computer_terminal', 'B'].map((name) => ({ content: `${name} says`, role: 'user', name }));
  const run = (more: Readonly<Record<string, Json>>) => ({ history, question: 'q', question_ID: 'x', ...more });

  test.each<[string, Json, readonly (number | undefined)[]]>([
    ['a string', '2', [undefined, -1]],
    ['a number', 0, [-1, undefined]],
    ['an answer of the terminal, which belongs to what was run', '1', [-1, undefined]],
    ['outside the history', '17', [undefined, undefined]],
    ['no number', 'late', [undefined, undefined]],
  ])('the decisive mistake marks its step: %s', async (_, at, labels) => {
    const { trajectories } = await read('who-and-when', run({ mistake_step: at, mistake_agent: 'A' }));
    expect(trajectories[0]?.steps.map(({ label }) => label)).toEqual(labels);
    expect(trajectories[0]?.outcome).toEqual({ success: false });
  });
});

describe('smolagents-steps', () => {
  const task = { task: 'q', task_images: null };
  const step = (more: Readonly<Record<string, Json>>): Json => ({ step_number: 1, model_output: 'Thought: t', tool_calls: [], ...more });
  const error = (type: string): Json => step({ error: { type, message: 'no' } });

  test.each<[string, Json, object]>([
    [
      'a model that could not be called is an infrastructure error',
      error('AgentGenerationError'),
      { status: 'error', outcome: { error: 'no' } },
    ],
    ['a run out of steps is cut', error('AgentMaxStepsError'), { status: 'truncated', outcome: { stop: 'max_steps' } }],
    ['code that fails is no end', error('AgentExecutionError'), { status: 'unscored', outcome: {} }],
    ['a final answer is no success', step({ is_final_answer: true, action_output: 7 }), { status: 'unscored', extra: { output: 7 } }],
  ])('%s', async (_, last, expected) => {
    const { trajectories } = await read('smolagents-steps', [task, last]);
    expect(trajectories).toMatchObject([{ task: { text: 'q' }, ...expected }]);
    expect(trajectories[0]?.outcome.success).toBeUndefined();
  });
});
