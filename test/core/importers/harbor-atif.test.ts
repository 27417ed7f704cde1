import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/core/importers/detect.ts';
import type { Json, JsonObject } from '../../../src/core/model/json.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { type Contents, memoryFile } from './memory-file.ts';
import { FIXTURES, readAll } from './proofs.ts';

const job = join(FIXTURES, 'harbor-atif/job-kimi');
const phoenix = (name: string): string => readFileSync(join(FIXTURES, 'harbor-atif/phoenix-fixtures', `${name}.json`), 'utf8');
const open = (path: string) => openLogFile(join(job, path), { root: FIXTURES });

const agentStep = (more: JsonObject): JsonObject => ({ source: 'agent', message: '', ...more });
const document = (steps: readonly JsonObject[], more: JsonObject = {}): string =>
  JSON.stringify({ schema_version: 'ATIF-v1.7', agent: { name: 'a' }, steps: [{ source: 'user', message: 'Do it.' }, ...steps], ...more });
const result = (more: JsonObject): string => JSON.stringify({ trial_name: 't__1234567', task_name: 't', verifier_result: null, ...more });

async function readTrial(trajectory: string, neighbours: Readonly<Record<string, Contents>> = {}) {
  const { format, trajectories, problems } = await readAll(memoryFile('jobs/job/t__1234567/agent/trajectory.json', trajectory, neighbours));
  expect([format, problems]).toEqual(['harbor-atif', []]);
  const first = trajectories[0];
  if (!first) throw new Error('nothing was read');
  return first;
}

describe('a Harbor job folder', () => {
  it('gives a trial whose agent left no trajectory as an error without steps, with its words', async () => {
    const { trajectories } = await readAll(await open('polyglot-rust-c__s3NDv6x/result.json'));
    expect(trajectories).toHaveLength(1);
    expect(trajectories[0]).toMatchObject({
      run: job,
      group: 'polyglot-rust-c',
      status: 'error',
      steps: [],
      outcome: { reward: 0, success: false, error: 'AgentTimeoutError: Agent execution timed out after 900.0 seconds' },
      policy: { agent: 'claude-code', model: 'kimi-k2.5' },
      timing: { duration: 981_131 },
    });
  });

  it('gives a trial once: its result beside a trajectory holds no second one', async () => {
    const contents = await readAll(await open('regex-log__XYfBZFy/result.json'));
    expect(contents).toEqual({ format: 'harbor-atif', trajectories: [], problems: [] });
  });

  it.each(['result.json', 'config.json', 'regex-log__XYfBZFy/config.json'])('does not take %s for a rollout', async (name) => {
    expect((await detect(await open(name))).format).toBeNull();
  });
});

describe('content blocks of one answer', () => {
  it('are one step: 24 blocks are 13 answers, and no token is counted twice', async () => {
    const { trajectories } = await readAll(await open('prove-plus-comm__YDACMLN/agent/trajectory.json'));
    const [trial] = trajectories;
    expect(trial?.steps).toHaveLength(13);
    const sum = (key: 'input' | 'output') => trial?.steps.reduce((total, step) => total + (step.usage?.[key] ?? 0), 0);
    expect([sum('input'), sum('output')]).toEqual([242_114, 926]);
    expect(trial?.usage).toEqual({ input: 242_114, output: 926 });
  });

  it('bring their calls and answers together, and a call the converter appended at the end goes back in time', async () => {
    const { trajectories } = await readAll(await open('prove-plus-comm__YDACMLN/agent/trajectory.json'));
    const steps = trajectories[0]?.steps ?? [];
    expect(steps[4]?.actions.map((action) => action.id)).toEqual(['functions.Read:2', 'functions.Bash:3']);
    expect(steps[4]?.observations.map((seen) => [seen.of, seen.isError])).toEqual([
      ['functions.Read:2', undefined],
      ['functions.Bash:3', true],
    ]);
    expect(steps[3]?.actions).toMatchObject([{ id: 'functions.Bash:2', args: { command: 'coqc plus_comm.v' } }]);
    expect(steps[3]?.observations).toEqual([]);
    expect(steps.at(-1)?.text).toMatch(/^The proof has been completed/);
  });

  it('with usage of their own are answers of their own', async () => {
    const at = { timestamp: '2026-01-01T00:00:00Z' };
    const { steps } = await readTrial(
      document([
        agentStep({ ...at, message: 'a', metrics: { prompt_tokens: 1 } }),
        agentStep({ ...at, message: 'b', metrics: { prompt_tokens: 2 } }),
      ]),
    );
    expect(steps.map((step) => step.text)).toEqual(['a', 'b']);
  });
});

describe('continuations', () => {
  const first = phoenix('harbor_terminus2_continuation');
  const next = phoenix('harbor_terminus2_continuation_cont1');

  it('are read as one rollout, without the context they copy', async () => {
    const whole = await readTrial(first, { 'trajectory.cont-1.json': next });
    expect(whole.steps.map((step) => step.actions.map((action) => action.tool))).toEqual([
      ['bash_command'],
      ['bash_command'],
      ['bash_command'],
      ['bash_command'],
      ['bash_command'],
      ['mark_task_complete'],
      ['mark_task_complete'],
    ]);
    expect(whole.preamble).toHaveLength(1);
    expect(whole.usage).toMatchObject({ input: 7802, output: 1030 });
    expect(whole.links?.map((link) => link.kind)).toEqual(['sub-agent', 'sub-agent', 'sub-agent']);
  });

  it('are not read a second time from their own file, but are when the beginning is lost', async () => {
    const path = 'jobs/job/t__1234567/agent/trajectory.cont-1.json';
    expect((await readAll(memoryFile(path, next, { 'trajectory.json': first }))).trajectories).toEqual([]);
    expect((await readAll(memoryFile(path, next))).trajectories).toHaveLength(1);
  });

  it.each(['../../secret.json', '/etc/secret.json', 'trajectory.json', 'gone.json'])(
    'that claim to be in %s are a link, not a file to open',
    async (ref) => {
      const whole = await readTrial(document([agentStep({ message: 'x' })], { continued_trajectory_ref: ref }), {
        '../../secret.json': first,
        '/etc/secret.json': first,
      });
      expect(whole.steps).toHaveLength(1);
      expect(whole.links).toEqual([{ kind: 'continued-by', ref }]);
    },
  );

  it('that go round in circles end', async () => {
    const circle = document([agentStep({ message: 'x' })], { continued_trajectory_ref: 'b.json' });
    const whole = await readTrial(circle, { 'b.json': circle });
    expect(whole.steps.length).toBeLessThanOrEqual(100);
  });
});

describe('the outcome', () => {
  const steps = [agentStep({ message: 'done' })];
  it('of a trial that ran out of time is its score, and says why it stopped', async () => {
    const timeout = result({
      verifier_result: { rewards: { reward: 1 } },
      exception_info: { exception_type: 'AgentTimeoutError', exception_message: 'x' },
    });
    const trial = await readTrial(document(steps), { '../result.json': timeout });
    expect([trial.status, trial.outcome]).toEqual([
      'scored',
      { reward: 1, success: true, rewards: { reward: 1 }, stop: 'AgentTimeoutError' },
    ]);
  });

  it('of a trial that broke is an error even where the verifier gave 0', async () => {
    const broken = result({
      verifier_result: { rewards: { reward: 0 } },
      exception_info: { exception_type: 'DockerError', exception_message: 'no disk' },
    });
    expect(await readTrial(document(steps), { '../result.json': broken })).toMatchObject({
      status: 'error',
      outcome: { error: 'DockerError: no disk' },
    });
  });

  it('of several rewards without a `reward` among them is named, not summed', async () => {
    const several = result({ verifier_result: { rewards: { tests: 0.5, style: 1 } } });
    const trial = await readTrial(document(steps), { '../result.json': several });
    expect([trial.status, trial.outcome.reward, trial.outcome.rewards]).toEqual(['unscored', undefined, { tests: 0.5, style: 1 }]);
  });

  it.each<[string, number | undefined]>([
    ['1\n', 1],
    ['0.25', 0.25],
    ['', undefined],
    ['nan', undefined],
    ['failed', undefined],
  ])('before the result is written comes from reward.txt: %j', async (text, reward) => {
    const trial = await readTrial(document(steps), { '../verifier/reward.txt': text, '../config.json': '{"trial_name":"t"}' });
    expect([trial.outcome.reward, trial.status]).toEqual([reward, reward === undefined ? 'running' : 'scored']);
  });
});

it('a running trial is in the group it will be in when it has ended', async () => {
  const config = JSON.stringify({ trial_name: 't__1', task: { path: 'tasks/t' }, agent: { name: 'a', model_name: 'm' } });
  const running = await readTrial(document([agentStep({ message: 'x' })]), { '../config.json': config });
  const ended = await readTrial(document([agentStep({ message: 'x' })]), { '../config.json': config, '../result.json': result({}) });
  expect([running.status, running.group, running.run, running.policy.model]).toEqual(['running', 't', ended.run, 'm']);
  expect([ended.status, ended.group]).toEqual(['unscored', 't']);
});

describe('tokens', () => {
  const tokens = { prompt_token_ids: [[1], [1, 2]], completion_token_ids: [[5, 6], [7]], logprobs: [[-0.1, -0.2], [-0.3]] };
  const withDetails = (steps: readonly JsonObject[]) =>
    readTrial(document(steps), { '../result.json': result({ agent_result: { rollout_details: [tokens] } as unknown as JsonObject }) });

  it('of the trial result are given to the answers when their numbers agree', async () => {
    const { steps } = await withDetails([agentStep({ message: 'a' }), agentStep({ message: 'b' })]);
    expect(steps.map((step) => step.tokens)).toEqual([
      { ids: [5, 6], logprobs: [-0.1, -0.2] },
      { ids: [7], logprobs: [-0.3] },
    ]);
  });

  it('are left out when they do not', async () => {
    const { steps } = await withDetails([agentStep({ message: 'a' })]);
    expect(steps[0]?.tokens).toBeUndefined();
  });

  it('of the step itself come first', async () => {
    const own = { completion_token_ids: [9], logprobs: [-1] };
    const { steps } = await withDetails([agentStep({ message: 'a', metrics: own }), agentStep({ message: 'b' })]);
    expect(steps.map((step) => step.tokens?.ids)).toEqual([[9], [7]]);
  });
});

it('sub-agents have their own group and no share in the reward', async () => {
  const sub: Json = JSON.parse(document([agentStep({ message: 'sub' })], { trajectory_id: 'child', agent: { name: 'researcher' } }));
  const { trajectories } = await readAll(
    memoryFile(
      'j/t/agent/trajectory.json',
      document([agentStep({ message: 'main' })], { trajectory_id: 'p', subagent_trajectories: [sub] }),
      {
        '../result.json': result({ verifier_result: { rewards: { reward: 1 } } }),
      },
    ),
  );
  expect(trajectories.map(({ group, outcome, status, source, links }) => [group, outcome.reward, status, source.place, links])).toEqual([
    ['t', 1, 'scored', { kind: 'file' }, undefined],
    ['t/researcher', undefined, 'unscored', { kind: 'item', item: 1 }, [{ kind: 'parent', ref: 'p' }]],
  ]);
});
