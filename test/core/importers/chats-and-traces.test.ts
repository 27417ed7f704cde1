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

describe('langfuse-trace', () => {
  const at = (second: number): string => `2025-01-01T00:00:0${second}.000Z`;
  const model = (id: string, second: number, more: Readonly<Record<string, Json>>): Json => ({
    id,
    type: 'GENERATION',
    parentObservationId: 'root',
    startTime: at(second),
    ...more,
  });
  const calls = (...ids: readonly string[]): Json => ({
    role: 'assistant',
    content: null,
    tool_calls: ids.map((id) => ({ id, function: { name: 'look', arguments: `{"at":"${id}"}` } })),
  });
  const tool = (id: string, second: number, where: string): Json => ({
    id,
    type: 'TOOL',
    name: 'look',
    startTime: at(second),
    input: { at: where },
    output: `seen ${where}`,
  });
  const trace = (observations: readonly Json[], scores: readonly Json[] = []): Json => ({
    trace: { id: 't', input: 'q', scores },
    observations,
  });

  test('results find the call they answer by its arguments, in whatever order they come', async () => {
    const { trajectories } = await read(
      'langfuse-trace',
      trace([tool('t1', 2, 'b'), tool('t2', 3, 'a'), model('m', 1, { output: calls('a', 'b') })]),
    );
    expect(trajectories[0]?.steps).toHaveLength(1);
    expect(trajectories[0]?.steps[0]?.observations).toMatchObject([
      { of: 'b', text: 'seen b' },
      { of: 'a', text: 'seen a' },
    ]);
  });

  test('what a later call is given and no span shows is an observation, once', async () => {
    const ask = { role: 'user', content: 'q' };
    const answer = { role: 'tool', tool_call_id: 'a', content: 'seen a' };
    const more = { role: 'user', content: 'and now?' };
    const first = model('m1', 1, { input: [ask], output: calls('a') });
    const second = model('m2', 3, { input: [ask, calls('a'), answer, more], output: 'done' });
    for (const extra of [[], [tool('t1', 2, 'a')]]) {
      const { trajectories } = await read('langfuse-trace', trace([first, second, ...extra]));
      expect(trajectories[0]?.preamble).toMatchObject([{ role: 'user', text: 'q' }]);
      expect(trajectories[0]?.steps[0]?.observations.map(({ text, of, from }) => [text, of, from])).toEqual([
        ['seen a', 'a', 'tool'],
        ['and now?', undefined, 'user'],
      ]);
      expect(trajectories[0]?.steps[1]).toMatchObject({ text: 'done', observations: [] });
    }
  });

  test('a score of an observation stays with its step; a score that says nothing of success is no outcome', async () => {
    const scores = [
      { name: 'progress', value: 0.5, observationId: 'm' },
      { name: 'hallucination', value: 1, observationId: null },
    ];
    const { trajectories } = await read('langfuse-trace', trace([model('m', 1, { output: 'a' })], scores));
    expect(trajectories[0]).toMatchObject({
      status: 'unscored',
      outcome: { rewards: { hallucination: 1 } },
      steps: [{ logged: { progress: 0.5 } }],
    });
    expect(trajectories[0]?.outcome.success).toBeUndefined();
  });
});

describe('langsmith-run', () => {
  const run = (id: string, more: Readonly<Record<string, Json>>): Json => ({ id, trace_id: 't', run_type: 'chain', name: id, ...more });
  const lines = (runs: readonly Json[]): string => runs.map((item) => `${JSON.stringify(item)}\n`).join('');

  test('a posted run is completed by its patch; one that was never patched is still running', async () => {
    const post = run('a', { inputs: { messages: [{ role: 'user', content: 'q' }] }, outputs: {}, start_time: '2025-01-01T00:00:00' });
    const patch = run('a', { inputs: null, outputs: { output: 'done' }, end_time: '2025-01-01T00:00:02' });
    const [ended] = (await read('langsmith-run', { post: [post], patch: [patch] })).trajectories;
    expect(ended).toMatchObject({ status: 'unscored', task: { text: 'q' }, steps: [{ text: 'done' }] });
    const [open] = (await read('langsmith-run', { post: [post], patch: [] })).trajectories;
    expect(open).toMatchObject({ status: 'running', steps: [] });
  });

  test('traces that are mixed line by line are told apart, and a line that is no run is reported', async () => {
    const two = [
      run('a', {}),
      run('b', { trace_id: 'u', error: 'down' }),
      run('c', { run_type: 'llm', parent_run_id: 'a', outputs: { output: 'x' } }),
    ];
    const { trajectories, problems } = await read('langsmith-run', lines([...two, { id: 'x', inputs: {} }]));
    expect(trajectories.map(({ steps, status }) => [steps.length, status])).toEqual([
      [1, 'running'],
      [0, 'error'],
    ]);
    expect(problems).toMatchObject([{ code: 'langsmith-run', line: 4 }]);
  });
});

describe('otlp', () => {
  const span = (id: string, more: Readonly<Record<string, Json>>, attributes: Readonly<Record<string, string>>): Json => ({
    traceId: 't',
    spanId: id,
    name: id,
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
    ...more,
  });
  const request = (...spans: readonly Json[]): string => `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })}\n`;
  const chat = (id: string, more: Readonly<Record<string, Json>>, said: string, conversation?: string): Json =>
    span(id, more, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.completion.0.content': said,
      ...(conversation === undefined ? {} : { 'gen_ai.conversation.id': conversation }),
    });

  test('a call runs until the span above it has ended', async () => {
    const child = request(chat('b', { parentSpanId: 'a', startTimeUnixNano: '2000000' }, 'x'));
    const parent = request(span('a', { startTimeUnixNano: '1000000' }, { 'gen_ai.operation.name': 'invoke_agent' }));
    expect((await read('otlp', child)).trajectories).toMatchObject([{ status: 'running' }]);
    expect((await read('otlp', child + parent)).trajectories).toMatchObject([{ status: 'unscored', steps: [{ text: 'x' }] }]);
  });

  test('spans are put in order of time, whatever line they are on', async () => {
    const late = request(chat('b', { startTimeUnixNano: '9000000' }, 'second'));
    const early = request(chat('c', { startTimeUnixNano: '8000000' }, 'first'));
    const { trajectories } = await read('otlp', late + early + late);
    expect(trajectories.map(({ steps }) => steps.map(({ text }) => text))).toEqual([['first', 'second']]);
  });

  test('a trace with several conversations is several trajectories', async () => {
    const { trajectories } = await read(
      'otlp',
      request(chat('a', {}, 'x', '1'), chat('b', {}, 'y', '2'), chat('c', { parentSpanId: 'b' }, 'z')),
    );
    expect(trajectories.map(({ steps }) => steps.map(({ text }) => text))).toEqual([['x'], ['y', 'z']]);
  });

  test('says that contents were not captured', async () => {
    const { trajectories, problems } = await read('otlp', request(span('a', {}, { 'gen_ai.operation.name': 'chat' })));
    expect(trajectories).toMatchObject([{ extra: { contents: 'not captured' } }]);
    expect(problems).toMatchObject([{ severity: 'info', code: 'no-contents' }]);
  });
});

describe('web agents', () => {
  const summary = { n_steps: 3, cum_reward: 0, err_msg: 'crash', stack_trace: 'at …', terminated: false, truncated: false };

  test.each<[string, object, object]>([
    ['an exception that broke the loop', {}, { status: 'error', outcome: { error: 'crash' }, extra: { rewardOnError: 0 } }],
    ['a message after a regular end', { terminated: true }, { status: 'scored', outcome: { reward: 0, success: false } }],
    ['a limit', { truncated: true, err_msg: null }, { status: 'truncated', outcome: { reward: 0, stop: 'truncated' } }],
    ['no reward', { terminated: true, cum_reward: null, err_msg: null }, { status: 'unscored', outcome: {} }],
  ])('agentlab: %s', async (_, more, expected) => {
    const { trajectories, problems } = await read('agentlab', { ...summary, ...more } as Json, 'study/x_on_y_1/summary_info.json');
    expect(trajectories).toMatchObject([expected]);
    expect(problems).toMatchObject([{ severity: 'info', code: 'steps-in-pickles' }]);
  });

  const line = (more: Readonly<Record<string, Json>>): Json => ({
    step_num: 1,
    action_timestamp: '20250304@101605250000',
    action: 'WAIT',
    ...more,
  });

  test.each<[string, Json, Readonly<Record<string, string>>, object]>([
    ['judged', line({ done: true }), { 'result.txt': '0.5' }, { status: 'scored', outcome: { reward: 0.5, success: undefined } }],
    ['ended and not judged', line({ done: true }), {}, { status: 'unscored', outcome: {} }],
    ['going on', line({ done: false }), {}, { status: 'running', outcome: {} }],
    ['judged with an empty file', line({ done: true }), { 'result.txt': '' }, { status: 'unscored', outcome: {} }],
  ])('osworld: %s', async (_, only, neighbours, expected) => {
    const { trajectories } = await read('osworld-traj', only, 'm/chrome/t/traj.jsonl', neighbours);
    expect(trajectories).toMatchObject([expected]);
  });
});

describe('autogen-log', () => {
  const call = (response: Json): Json => ({
    invocation_id: 'i',
    wrapper_id: 1,
    thread_id: 1,
    request: { messages: [{ role: 'user', content: 'q' }] },
    response,
    source_name: 'a',
  });
  const completion = (message: string): string => `ChatCompletion(id='c', choices=[Choice(message=ChatCompletionMessage(${message}))])`;

  test.each<[string, string, string | undefined, readonly object[]]>([
    ['single quotes', "content='a \\'b\\' \"c\"\\n\\t\\\\ \\xe9\\u20ac\\U0001f600', role='assistant'", 'a \'b\' "c"\n\t\\ é€😀', []],
    ['double quotes', "content=\"it's\", role='assistant'", "it's", []],
    [
      'two calls',
      "content=None, tool_calls=[ChatCompletionMessageToolCall(id='1', function=Function(arguments='{\"name=\\'x\\'\": 1}', name='f'), type='function'), ChatCompletionMessageToolCall(id='2', function=Function(arguments='', name='g'))]",
      undefined,
      [
        { tool: 'f', id: '1' },
        { tool: 'g', args: '', id: '2' },
      ],
    ],
    ['a cut text', "content='never closed", undefined, []],
  ])('answers as Python prints them: %s', async (_, message, words, actions) => {
    const { trajectories } = await read('autogen-log', call(completion(message)));
    expect(trajectories).toMatchObject([{ steps: [{ actions }] }]);
    expect(trajectories[0]?.steps[0]?.text).toBe(words);
  });

  test('a call that failed is an error, not an answer', async () => {
    const { trajectories } = await read('autogen-log', call('500 failed with APIError'));
    expect(trajectories).toMatchObject([{ status: 'error', outcome: { error: '500 failed with APIError' } }]);
    expect(trajectories[0]?.steps[0]?.text).toBeUndefined();
  });
});
