import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Archive, LogFile } from '../../../src/core/importers/importer.ts';
import { inspectEval } from '../../../src/core/importers/inspect-eval.ts';
import { scoreNumber } from '../../../src/core/importers/inspect-scores.ts';
import { usageOf } from '../../../src/core/importers/inspect-steps.ts';
import type { Json, JsonObject } from '../../../src/core/model/json.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import type { ZipMember } from '../../node/files/make-zip.ts';
import { zipFile } from './archive-file.ts';
import { memoryFile } from './memory-file.ts';
import { FIXTURES, readAll } from './proofs.ts';

const fixture = (name: string): Promise<LogFile> => openLogFile(join(FIXTURES, 'inspect-eval', name), { root: FIXTURES });
const header = { version: 2, status: 'success', eval: { task: 'quiz', model: 'm/one' }, plan: { steps: [{ solver: 'generate' }] } };
const asked = { role: 'user', content: 'Q?' };

const answer = (content: Json, more: JsonObject = {}): JsonObject => ({
  choices: [{ message: { role: 'assistant', content, ...more }, stop_reason: 'stop' }],
});
const model = (output: JsonObject, more: JsonObject = {}): JsonObject => ({ event: 'model', input: [asked], output, ...more });
const sample = (more: JsonObject): JsonObject =>
  ({ id: 's', epoch: 1, input: 'Q?', target: 'A', messages: [], events: [model(answer('A'))], ...more }) as JsonObject;

/** Reads samples from a `.json` log. */
async function read(...samples: readonly JsonObject[]): Promise<readonly Trajectory[]> {
  const contents = await readAll(memoryFile('logs/quiz.json', JSON.stringify({ ...header, samples } as unknown as Json)));
  expect([contents.format, contents.problems]).toEqual(['inspect-eval', []]);
  return contents.trajectories;
}

const one = async (more: JsonObject): Promise<Trajectory> => {
  const [trajectory] = await read(sample(more));
  if (!trajectory) throw new Error('nothing was read');
  return trajectory;
};

describe('the zip container', () => {
  it('reads the same from whole and from chunked samples', async () => {
    const [whole, chunked] = await Promise.all(
      ['zstd/ais-decoder.eval', 'zstd-chunked/ais-decoder.eval'].map(async (name) => (await readAll(await fixture(name))).trajectories),
    );
    const content = (trajectories: readonly Trajectory[] | undefined) =>
      trajectories?.map(({ id: _id, source: _source, run: _run, ...rest }) => rest);
    expect(whole?.[0]?.steps).toHaveLength(9);
    expect(content(chunked)).toEqual(content(whole));
  });

  it('agrees with what Inspect itself counted', async () => {
    const { trajectories } = await readAll(await fixture('deflate/intercode_ctf_log.eval'));
    expect(
      trajectories
        .map((trajectory) => trajectory.outcome.label)
        .sort()
        .join(''),
    ).toBe('CCCCCCCCCIIIIII');
    expect(trajectories.filter((trajectory) => trajectory.outcome.success)).toHaveLength(9);
    expect(
      trajectories.flatMap((trajectory) => trajectory.steps).every((step) => step.actions.length === 0 || step.observations.length > 0),
    ).toBe(true);
  });

  const member = (name: string, value: unknown): ZipMember => ({ name, data: JSON.stringify(value) });
  const start = member('_journal/start.json', header);

  it('that is still being written is read by its journal', async () => {
    const file = zipFile('logs/live.eval', [start, member('samples/s_epoch_1.json', sample({ scores: { match: { value: 'C' } } }))]);
    const { format, trajectories } = await readAll(file);
    expect([format, trajectories[0]?.task.id, trajectories[0]?.policy.model, trajectories[0]?.outcome.reward]).toEqual([
      'inspect-eval',
      'quiz/s',
      'm/one',
      1,
    ]);
  });

  it('without samples yet says so, quietly', async () => {
    const { problems } = await readAll(zipFile('logs/new.eval', [start]));
    expect(problems).toMatchObject([{ severity: 'info', code: 'inspect-no-samples', file: 'logs/new.eval' }]);
  });

  it('keeps the last copy of a sample logged twice, and names with slashes', async () => {
    const name = 'samples/a/b_epoch_2.json';
    const { trajectories } = await readAll(
      zipFile('logs/x.eval', [
        start,
        member(name, sample({ id: 'a/b', epoch: 2, scores: { m: { value: 'I' } } })),
        member(name, sample({ id: 'a/b', epoch: 2, scores: { m: { value: 'C' } } })),
      ]),
    );
    expect(trajectories.map((t) => [t.group, t.sample, t.outcome.reward])).toEqual([['quiz/a/b', 1, 1]]);
  });

  it('reports a damaged sample and reads the others', async () => {
    const { trajectories, problems } = await readAll(
      zipFile('logs/x.eval', [
        start,
        { name: 'samples/bad_epoch_1.json', data: '{"id":', declaredCrc: 7 },
        { name: 'samples/cut_epoch_1.json', data: '{"id":' },
        member('samples/good_epoch_1.json', sample({ id: 'good' })),
      ]),
    );
    expect(trajectories.map((t) => t.group)).toEqual(['quiz/good']);
    expect(problems.map(({ code, detail }) => [code, detail])).toEqual([
      ['zip-member-damaged', 'samples/bad_epoch_1.json'],
      ['json-cut', 'samples/cut_epoch_1.json'],
    ]);
  });

  it('reads one sample again without decoding the others', async () => {
    const file = await fixture('deflate/intercode_ctf_log.eval');
    const decoded: string[] = [];
    const counted: LogFile = {
      ...file,
      archive: async (): Promise<Archive> => {
        const archive = await file.archive();
        return {
          members: archive.members,
          member: (name) => {
            decoded.push(name);
            return archive.member(name);
          },
        };
      },
    };
    const draft = await inspectEval.readAt?.(counted, { kind: 'member', name: 'samples/65_epoch_1.json' });
    expect(draft?.group).toBe('inspect_evals/luce_intercode_ctf/65');
    expect(decoded.sort()).toEqual(['header.json', 'samples/65_epoch_1.json']);
  });
});

describe('scores', () => {
  it.each<[Json | undefined, number | undefined]>([
    ['C', 1],
    ['P', 0.5],
    ['I', 0],
    ['N', 0],
    [0.25, 0.25],
    [true, 1],
    ['yes', 1],
    [' 0.5 ', 0.5],
    ['-1e2', -100],
    ['maybe', undefined],
    ['', undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [undefined, undefined],
    ['constructor', undefined],
  ])('%j is %s', (value, expected) => {
    expect(scoreNumber(value)).toBe(expected);
  });

  it('that are NaN leave the sample unscored', async () => {
    const text = JSON.stringify({ ...header, samples: [sample({ scores: { m: { value: 'NaN-here' } } })] }).replace('"NaN-here"', 'NaN');
    const { trajectories } = await readAll(memoryFile('logs/x.json', text));
    expect([trajectories[0]?.status, trajectories[0]?.outcome.reward]).toEqual(['unscored', undefined]);
  });

  it('of several scorers are all named; the first is the reward', async () => {
    const { outcome, status } = await one({ scores: { match: { value: 'I' }, judge: { value: 0.7 } } });
    expect([status, outcome]).toEqual(['scored', { reward: 0, success: false, rewards: { match: 0, judge: 0.7 }, label: 'I' }]);
  });

  it('that hold several numbers are named rewards without one sum', async () => {
    const { outcome } = await one({ scores: { rubric: { value: { style: 0.5, truth: 'C', note: 'text' } } } });
    expect([outcome.reward, outcome.rewards]).toEqual([undefined, { 'rubric.style': 0.5, 'rubric.truth': 1 }]);
  });

  it('given in part are no success and no failure', async () => {
    const { outcome } = await one({ scores: { match: { value: 'P' } } });
    expect([outcome.reward, outcome.success, outcome.label]).toEqual([0.5, undefined, 'P']);
  });

  it('in between belong to the step they follow', async () => {
    const score = (value: Json, intermediate: boolean) => ({ event: 'score', score: { value }, intermediate });
    const { steps } = await one({
      events: [model(answer('a')), score(0.3, true), model(answer('b')), score('C', false)] as unknown as Json,
    });
    expect(steps.map((step) => step.reward)).toEqual([0.3, undefined]);
  });
});

describe('the status', () => {
  it('is an error where the sample failed, scored or not', async () => {
    const failed = await one({ error: { message: 'sandbox died', traceback: '…' }, scores: { match: { value: 'I' } } });
    expect([failed.status, failed.outcome.error]).toEqual(['error', 'sandbox died']);
  });

  it('names the limit the sample ran into', async () => {
    const limit = { type: 'token', limit: 100 };
    expect((await one({ limit })).outcome.stop).toBe('token');
    expect((await one({ limit })).status).toBe('truncated');
    expect((await one({ limit, scores: { match: { value: 'I' } } })).status).toBe('scored');
  });
});

describe('steps', () => {
  const calls = (id: string, fn: string): JsonObject => ({ tool_calls: [{ id, function: fn, arguments: { x: 1 } }] });
  const tool = (id: string, more: JsonObject = {}): JsonObject => ({ event: 'tool', id, function: 'f', result: `result ${id}`, ...more });
  const span = (id: string, type: string, name: string, parent?: string): JsonObject => ({
    event: 'span_begin',
    id,
    type,
    name,
    parent_id: parent ?? null,
  });

  it('leave out what scorers asked, in spans and in the older steps', async () => {
    const spans = await one({
      events: [
        model(answer('A'), { span_id: 'run' }),
        span('all', 'scorers', 'scorers'),
        span('one', 'scorer', 'judge', 'all'),
        model(answer('GRADE: C'), { span_id: 'one' }),
      ] as unknown as Json,
    });
    const steps = await one({
      events: [
        model(answer('A')),
        { event: 'step', action: 'begin', type: 'scorer', name: 'judge' },
        model(answer('GRADE: C')),
        { event: 'step', action: 'end', type: 'scorer', name: 'judge' },
        model(answer('B')),
      ] as unknown as Json,
    });
    expect(spans.steps.map((step) => step.text)).toEqual(['A']);
    expect(steps.steps.map((step) => step.text)).toEqual(['A', 'B']);
  });

  it('name their agents where there are several, and answers find the call they answer', async () => {
    const { steps } = await one({
      events: [
        span('a', 'agent', 'planner'),
        model(answer('plan', calls('c1', 'delegate')), { span_id: 'a' }),
        tool('c1', {
          span_id: 'a',
          events: [model(answer('work', calls('c2', 'bash'))), tool('c2')] as unknown as Json,
          function: 'worker',
        }),
        model(answer('done'), { span_id: 'a' }),
      ] as unknown as Json,
    });
    expect(steps.map((step) => [step.actor, step.observations.map((seen) => seen.text)])).toEqual([
      ['planner', ['result c1']],
      ['worker', ['result c2']],
      ['planner', []],
    ]);
  });

  it('take tool errors, call errors, images and numbers as they come', async () => {
    const { steps } = await one({
      events: [
        model(answer('a', { tool_calls: [{ id: 'c', function: 'f', arguments: { raw: '{' }, parse_error: 'not JSON' }] })),
        tool('c', { result: '', error: { type: 'timeout', message: 'too slow' } }),
        tool('c', { result: 42 }),
        tool('c', { result: [{ type: 'image', image: 'attachment://i' }] as unknown as Json }),
      ] as unknown as Json,
      attachments: { i: 'data:image/png;base64,AA' },
    });
    expect(steps[0]?.error).toBe('not JSON');
    expect(steps[0]?.observations).toEqual([
      { text: 'too slow', of: 'c', from: 'tool', isError: true },
      { text: '42', of: 'c', from: 'tool' },
      { text: '', of: 'c', from: 'tool', images: [{ kind: 'data', uri: 'data:image/png;base64,AA' }] },
    ]);
  });

  it('keep tokens, reasoning apart, time and all tokens read', async () => {
    const output = {
      ...answer([
        { type: 'reasoning', reasoning: 'hm' },
        { type: 'reasoning', reasoning: 'gAAAA', redacted: true, summary: 'in short' },
        { type: 'text', text: 'A' },
      ]),
      usage: { input_tokens: 10, input_tokens_cache_read: 90, output_tokens: 5, total_tokens: 105 },
      time: 1.5,
    } as unknown as { choices: JsonObject[] };
    (output.choices[0] as Record<string, unknown>).logprobs = { content: [{ token: 'A', logprob: -0.5 }, { token: '!' }] };
    const { steps, usage } = await one({
      events: [model(output as unknown as JsonObject, { timestamp: '2026-01-01T00:00:00+00:00', completed: '2026-01-01T00:00:02+00:00' })],
    });
    expect(steps[0]).toEqual({
      index: 0,
      actor: 'assistant',
      thought: 'hm\n\nin short',
      text: 'A',
      actions: [],
      observations: [],
      timing: { start: 1_767_225_600_000, end: 1_767_225_602_000, duration: 1500 },
      usage: { input: 100, output: 5 },
      tokens: { texts: ['A', '!'], logprobs: [-0.5, Number.NaN] },
    });
    expect(usage).toEqual({ input: 100, output: 5 });
  });

  it('skip calls that brought no answer, and keep the error that ended the run', async () => {
    const { steps } = await one({
      events: [
        model({ choices: [] }, { error: 'rate limit' }),
        model(answer('a')),
        { event: 'error', error: { message: 'boom' } },
      ] as unknown as Json,
    });
    expect(steps.map((step) => [step.text, step.error])).toEqual([['a', 'boom']]);
  });

  it('come from the messages where no model event was logged', async () => {
    const { steps, preamble } = await one({
      events: [],
      messages: [
        asked,
        { role: 'assistant', content: '', tool_calls: [{ id: 'c', function: 'ls', arguments: {} }] },
        { role: 'tool', content: 'no', tool_call_id: 'c', error: { type: 'permission', message: 'denied' } },
      ] as unknown as Json,
    });
    expect(preamble).toHaveLength(1);
    expect(steps).toMatchObject([{ actions: [{ tool: 'ls', id: 'c' }], observations: [{ text: 'no', of: 'c', isError: true }] }]);
  });

  it('do not fall for references that lead nowhere', async () => {
    const { steps } = await one({
      events: [model(answer('attachment://gone'), { input: [], input_refs: [[0, 5], [3, 1], 'x', [-2, null]] as unknown as Json })],
    });
    expect(steps[0]?.text).toBe('attachment://gone');
  });
});

describe('tokens read', () => {
  it.each<[JsonObject, number | undefined]>([
    [{ input_tokens: 10, output_tokens: 5, total_tokens: 15 }, 10],
    [{ input_tokens: 10, input_tokens_cache_read: 4, output_tokens: 5, total_tokens: 15 }, 10],
    [{ input_tokens: 10, input_tokens_cache_read: 4, output_tokens: 5, total_tokens: 19 }, 14],
    [{ input_tokens: 10, input_tokens_cache_read: 4, input_tokens_cache_write: 2 }, 16],
    [{ output_tokens: 5 }, undefined],
  ])('of %j are %s', (usage, input) => {
    expect(usageOf(usage)?.input).toBe(input);
  });
});
