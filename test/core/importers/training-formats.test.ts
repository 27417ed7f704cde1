import { describe, expect, test } from 'vitest';
import { detect } from '../../../src/core/importers/detect.ts';
import { solvedBy, successIn } from '../../../src/core/importers/outcomes.ts';
import { tokenSpans } from '../../../src/core/importers/token-spans.ts';
import { tokenTrace } from '../../../src/core/importers/token-trace.ts';
import type { Json } from '../../../src/core/model/json.ts';
import { memoryFile } from './memory-file.ts';
import { readAll } from './proofs.ts';

const lines = (...rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('what a path says about a trainer step', () => {
  const nemoRl = lines({ content: [{ role: 'user', content: 'q' }], rewards: 1, idx: 0 });
  const miles = lines({ sample_index: 0, group_index: 4, status: 'completed', reward: 1, prompt: 'q', messages: [] });
  const art = lines({ trajectories: [{ reward: 1, metrics: {}, messages_and_choices: [] }] });

  test.each([
    ['exp_001/train_data_step12.jsonl', nemoRl, 'exp_001/train', 12],
    ['exp_001/val_data_step12.jsonl', nemoRl, 'exp_001/val', 12],
    ['exp_001/rows.jsonl', nemoRl, 'exp_001', undefined],
    ['dump/trajectory/7.jsonl', miles, 'dump/trajectory', 7],
    ['dump/trajectory/eval_7.jsonl', miles, 'dump/trajectory/eval', 7],
    ['.art/p/models/m/trajectories/train/0042.jsonl', art, '.art/p/models/m/trajectories/train', 42],
  ])('%s', async (path, text, run, update) => {
    const { trajectories } = await readAll(memoryFile(path, text));
    expect(trajectories).toHaveLength(1);
    expect(trajectories[0]?.run).toBe(run);
    expect(trajectories[0]?.policy.update).toBe(update);
    expect(trajectories[0]?.group.startsWith(`${update}/`)).toBe(update !== undefined);
  });

  test('folders of training steps are one run, and steps stay apart', async () => {
    const trace = (step: number) =>
      lines({
        env: { id: 'e' },
        task: { key: 'k', data: {} },
        run: { type: 'train', id: 'r', work: { type: 'train', step } },
        traces: [{ nodes: [], calls: [], rewards: {} }],
      });
    const [one, two] = await Promise.all(
      [1, 2].map(
        async (step) => (await readAll(memoryFile(`out/rollouts/step_${step}/train/all/traces.jsonl`, trace(step)))).trajectories[0],
      ),
    );
    expect(one?.run).toBe('out/rollouts/train/all');
    expect(two?.run).toBe(one?.run);
    expect([one?.group, two?.group]).toEqual(['1/k', '2/k']);
  });
});

describe('sidecars', () => {
  const summary = (steps: number) =>
    lines({
      split: 'train',
      iteration: 4,
      group_idx: 0,
      traj_idx: 0,
      total_reward: 1,
      final_reward: 1,
      trajectory_metrics: {},
      steps: Array.from({ length: steps }, (_, step_idx) => ({ step_idx, ob_len: 3, ac_len: 2, reward: 0.5, metrics: {}, logs: {} })),
    });
  const node = (tag: string, children: readonly unknown[], data?: unknown) => ({
    tag,
    attrs: {},
    children,
    ...(data === undefined ? {} : { data }),
  });
  const messages = [
    { role: 'user', content: 'Guess.' },
    { role: 'assistant', content: '5' },
  ];
  const tree = JSON.stringify({
    root: node('body', [
      node('section', [
        node('h2', ['Group Rollout']),
        node('div', [node('section', [node('h3', ['Rollout 0']), node('div', [node('div', [], { type: 'conversation', messages })])])]),
      ]),
    ]),
  });
  const read = (steps: number, neighbours: Readonly<Record<string, string>>) =>
    readAll(memoryFile('iteration_000004/train_rollout_summaries.jsonl', summary(steps), neighbours));

  test('a tinker summary takes its text from the log tree beside it', async () => {
    const { trajectories, problems } = await read(1, { 'train_logtree.json': tree });
    expect(problems).toEqual([]);
    expect(trajectories[0]?.task.text).toBe('Guess.');
    expect(trajectories[0]?.steps).toMatchObject([{ text: '5', reward: 0.5, usage: { input: 3, output: 2 } }]);
  });

  test.each([
    ['with another number of steps', 2, { 'train_logtree.json': tree }],
    ['that is broken', 1, { 'train_logtree.json': tree.slice(0, 50) }],
    ['that is not there', 1, {}],
  ])('a log tree %s gives no text to steps', async (_, steps, neighbours) => {
    const { trajectories, problems } = await read(steps, neighbours);
    expect(problems).toEqual([]);
    expect(trajectories[0]?.steps.map((step) => step.text)).toEqual(Array.from({ length: steps }, () => undefined));
    expect(trajectories[0]?.outcome.reward).toBe(1);
  });
});

describe('what prime-rl learns after it wrote a trace', () => {
  const sampled = (parent: number, ids: readonly number[], mask: readonly boolean[]) => ({
    parent,
    sampled: true,
    message: { role: 'assistant', content: String(ids) },
    token_ids: ids,
    mask,
  });
  const traces = lines({
    env: { id: 'e' },
    task: { key: 'k', data: {} },
    traces: [
      {
        id: 't',
        nodes: [
          { message: { role: 'user', content: 'q' }, token_ids: [1, 2], mask: [false, false] },
          sampled(0, [7, 8, 9], [false, true, true]),
          sampled(0, [5], [true]),
        ],
        calls: [],
        rewards: { exact: { score: 1, weight: 1 } },
        info: { train: { logged_at_step: 1 } },
      },
    ],
  });
  const orchestrator = lines(
    {
      version: 1,
      trace_id: 't',
      info: { advantage: 0.5, train: { trained_at_step: 2 } },
      branches: [
        { index: 0, advantages: [null, null, null, 0.5, 0.5] },
        { index: 1, advantages: [null, null, -0.5] },
      ],
    },
    { version: 1, trace_id: 'another', info: { advantage: 9 }, branches: [] },
  );
  const trainer = lines({
    version: 1,
    trace_id: 't',
    branches: [{ index: 0, trainer_logprobs: [null, null, null, -1], entropies: [0, 0, 0, 1, 2] }],
  });

  test('is joined by branch and token', async () => {
    const neighbours = { 'annotations/orchestrator.jsonl': orchestrator, 'annotations/trainer.jsonl': `{broken\n${trainer}` };
    const { trajectories } = await readAll(memoryFile('step_1/train/traces.jsonl', traces, neighbours));
    expect(trajectories[0]?.logged).toMatchObject({ advantage: 0.5, trainedAtStep: 2 });
    expect(trajectories[0]?.extra?.info).toEqual({ advantage: 0.5, train: { logged_at_step: 1, trained_at_step: 2 } });
    expect(trajectories[0]?.steps.map((step) => step.tokens)).toEqual([
      // The trainer's log-probs are cut short and give this node nothing.
      { ids: [7, 8, 9], lossMask: [0, 1, 1], advantages: [Number.NaN, 0.5, 0.5], entropies: [0, 1, 2] },
      { ids: [5], lossMask: [1], advantages: [-0.5] },
    ]);
  });

  test('changes nothing where it is not there', async () => {
    const { trajectories } = await readAll(memoryFile('step_1/train/traces.jsonl', traces));
    expect(trajectories[0]?.logged?.advantage).toBeUndefined();
    expect(trajectories[0]?.steps[0]?.tokens).toEqual({ ids: [7, 8, 9], lossMask: [0, 1, 1] });
  });
});

describe('Miles dashboard columns', () => {
  const row = {
    sample_index: 16,
    group_index: 2,
    status: 'completed',
    reward: 1,
    prompt: 'q',
    messages: [
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'a' },
      { role: 'tool', content: 'seen' },
      { role: 'assistant', content: 'b' },
    ],
  };
  const columns = {
    sample_index: 16,
    response_length: 5,
    total_length: 7,
    tokens: [1, 2, 11, 12, 3, 13, 14],
    loss_mask: [1, 1, 0, 1, 1],
    rollout_log_probs: [-1, -2, 0, -3, -4],
  };
  const read = (columnsRow: Readonly<Record<string, Json>>) => {
    const table = async () => ({ columns: Object.keys(columnsRow), rows: 1, read: async () => [columnsRow] });
    const sidecar = { ...memoryFile('dump/dashboard_columns/rollout_7.parquet', ''), table };
    const sibling = async (path: string) => (path === '../dashboard_columns/rollout_7.parquet' ? sidecar : undefined);
    return readAll({ ...memoryFile('dump/trajectory/7.jsonl', lines(row)), sibling });
  };

  test('give each step its tokens', async () => {
    const { trajectories } = await read(columns);
    expect(trajectories[0]?.usage).toEqual({ output: 5 });
    expect(trajectories[0]?.steps.map((step) => step.tokens)).toEqual([
      { ids: [11, 12], lossMask: [1, 1], logprobs: [-1, -2] },
      { ids: [13, 14], lossMask: [1, 1], logprobs: [-3, -4] },
    ]);
  });

  test('that count other turns give none', async () => {
    const { trajectories, problems } = await read({ ...columns, loss_mask: [1, 1, 1, 1, 1] });
    expect(problems).toEqual([]);
    expect(trajectories[0]?.steps.map((step) => step.tokens)).toEqual([undefined, undefined]);
  });
});

describe('files beside the logs', () => {
  test.each([
    ['NeMo-Gym inputs', lines({ responses_create_params: { input: 'q' }, _ng_task_index: 0 })],
    ['an rLLM batch summary', JSON.stringify({ training_step: 1, num_episodes: 2, episode_files: [], summary_stats: {} }, null, 2)],
    ['a SkyRL aggregate', lines({ 'eval/all/avg_score': 0.5, 'eval/all/pass_at_1': 0.5 })],
    ['metrics', lines({ step: 1, time: 1780000000, 'reward/mean': 0.5 })],
    ['an agent store rollout', lines({ rollout_id: 'a', input: 'q', status: { state: 'queuing' } })],
    ['an OTLP file called traces.jsonl', lines({ traces: [{ name: 'span' }] })],
    ['prime-rl annotations', lines({ version: 1, trace_id: 't', info: {}, branches: [] })],
    ['a page', JSON.stringify({ tag: 'body', attrs: {}, children: ['text'] })],
    ['columns that are no rollouts', lines({ global_step: [1, 2], loss: [0.1, 0.2] })],
  ])('%s: no rollout log', async (_, text) => {
    expect(await detect(memoryFile('traces.jsonl', text))).toMatchObject({ format: null, code: 'not-a-rollout-log' });
  });

  test('a torch dump of slime or Miles is refused with the way to a readable one', async () => {
    const file = memoryFile('rollout_data/7.pt', new Uint8Array([0x50, 0x4b, 3, 4]));
    const archive = async () => ({ members: ['7/data.pkl', '7/data/0', '7/version'], member: async () => new Uint8Array() });
    const detected = await detect({ ...file, archive });
    expect(detected).toMatchObject({ format: null, code: 'torch' });
    expect(detected.remedy).toContain('--dump-details');
    expect(detected.remedy).toContain('JSON Lines');
  });
});

describe('token traces', () => {
  test('arrays of masked tokens are spread over all positions', () => {
    expect(tokenTrace({ ids: [1, 2, 3], lossMask: [false, true, true], logprobs: [-1, -2], advantages: [0, 5, 5] })).toEqual({
      ids: [1, 2, 3],
      lossMask: [0, 1, 1],
      logprobs: [Number.NaN, -1, -2],
      advantages: [0, 5, 5],
    });
  });

  test('empty arrays were not recorded, misfits are left out, odd elements are unknown', () => {
    expect(tokenTrace({ ids: [], logprobs: [] })).toBeUndefined();
    expect(tokenTrace({ ids: [1, 2], logprobs: [-1] })).toEqual({ ids: [1, 2] });
    expect(tokenTrace({ logprobs: [-1, null, 'x'] })).toEqual({ logprobs: [-1, Number.NaN, Number.NaN] });
  });
});

describe('token spans', () => {
  test('are where the mask is 1, before the padding; unknown bits are no end', () => {
    const spans = tokenSpans({ ids: [1, 2, 3, 4, 5, 6], lossMask: ['x', 1, null, {}, 1, 1], logprobs: [0, -1, 0, 0, -2, -3] }, 5);
    expect(spans).toEqual([
      { tokens: { ids: [2], lossMask: [1], logprobs: [-1] }, prompt: [1] },
      { tokens: { ids: [5], lossMask: [1], logprobs: [-2] }, prompt: [1, 2, 3, 4] },
    ]);
    expect(tokenSpans({ ids: [1] })).toEqual([]);
  });
});

describe('success', () => {
  test.each([
    [1, true],
    [0, false],
    [-1, false],
    [0.5, undefined],
    [10, undefined],
    [null, undefined],
    ['1', undefined],
  ])('of the reward %s: %s', (reward, success) => expect(solvedBy(reward)).toBe(success));

  test.each([
    [{ tests_pass: 0, brief: 1 }, false],
    [{ anything: 1 }, true],
    [{ anything: 0.5 }, undefined],
    [{ a: 1, b: 0 }, undefined],
    [undefined, undefined],
  ])('of the rewards %j: %s', (rewards, success) => expect(successIn(rewards as Record<string, number> | undefined)).toBe(success));
});
