import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/model/json.ts';
import { memoryFile } from './memory-file.ts';
import { readAll } from './proofs.ts';

const info = { agent_info: { llm: 'm' }, environment_info: { domain_name: 'mock', policy: 'Be kind.' } };
const gold = { name: 'pay', arguments: { to: 'a', sum: 1 }, requestor: 'assistant' };
const results = (simulations: readonly Json[]): Json => ({
  info,
  tasks: [
    { id: 't', user_scenario: { instructions: { reason: 'Buy it.', known: '', unknown: null } }, evaluation_criteria: { actions: [gold] } },
  ],
  simulations,
});
const simulation = (more: JsonObject): JsonObject => ({
  id: 's',
  task_id: 't',
  trial: 2,
  termination_reason: 'user_stop',
  reward_info: { reward: 1, reward_breakdown: { DB: 1 } },
  messages: [],
  ...more,
});

async function read(value: Json) {
  const contents = await readAll(memoryFile('sims/run.json', JSON.stringify(value)));
  expect(contents.format).toBe('tau2-bench');
  return contents;
}

it.each<[string, JsonObject, string, JsonObject]>([
  ['a scored run', {}, 'scored', { reward: 1, success: true, rewards: { DB: 1 }, stop: 'user_stop' }],
  [
    'a limit that was scored',
    { termination_reason: 'max_steps', reward_info: { reward: 0 } },
    'scored',
    { reward: 0, success: false, stop: 'max_steps' },
  ],
  ['a limit without a score', { termination_reason: 'max_steps', reward_info: null }, 'truncated', { stop: 'max_steps' }],
  ['no evaluation', { reward_info: null }, 'unscored', { stop: 'user_stop' }],
  [
    'an infrastructure error, whose reward of 0 says nothing',
    { termination_reason: 'infrastructure_error', reward_info: { reward: 0 } },
    'error',
    { error: 'infrastructure_error', stop: 'infrastructure_error' },
  ],
])('tau2: %s', async (_, more, status, outcome) => {
  const { trajectories } = await read(results([simulation(more)]));
  expect(trajectories[0]).toMatchObject({ status, group: 't', sample: 2, run: 'sims/run.json', task: { id: 't', text: 'Buy it.' } });
  expect(trajectories[0]?.outcome).toEqual(outcome);
});

it('tau2: labels the step whose call the evaluation found, whatever the order of arguments', async () => {
  const call = (args: JsonObject, requestor = 'assistant') => ({
    role: requestor,
    content: null,
    tool_calls: [{ id: JSON.stringify(args), name: 'pay', arguments: args, requestor }],
    usage: {},
  });
  const messages = [call({ to: 'b', sum: 1 }), call({ sum: 1, to: 'a' }, 'user'), call({ sum: 1, to: 'a' }), call({ sum: 1, to: 'a' })];
  const label = async (check: JsonObject) => {
    const { trajectories } = await read(results([simulation({ messages, reward_info: { reward: 0, action_checks: [check] } })]));
    return trajectories[0]?.steps.map((step) => [step.actor, step.label]);
  };
  expect(await label({ action: gold, action_match: true })).toEqual([
    ['assistant', undefined],
    ['user', undefined],
    ['assistant', 1],
    ['assistant', undefined],
  ]);
  expect((await label({ action: gold, action_match: false }))?.every(([, given]) => given === undefined)).toBe(true);
  expect((await label({ action: { ...gold, compare_args: ['sum'] }, action_match: true }))?.[0]).toEqual(['assistant', 1]);
});

it('tau2: a broken simulation among others is named, the others are read', async () => {
  const { trajectories, problems } = await read(results([{ id: 'x' }, simulation({})]));
  expect([trajectories.length, problems.map(({ code, detail }) => [code, detail])]).toEqual([1, [['tau2-simulation', 'simulations[0]']]]);
});

it('tau2: a run without any usage has its steps from the first answer on', async () => {
  const messages = [
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'a' },
    { role: 'user', content: 'r' },
  ];
  const { trajectories } = await read(results([simulation({ messages })]));
  expect(trajectories[0]?.preamble.map(({ role, text }) => [role, text])).toEqual([
    ['system', 'Be kind.'],
    ['user', 'q'],
  ]);
  expect(trajectories[0]?.steps).toMatchObject([{ text: 'a', observations: [{ text: 'r', from: 'user' }] }]);
});
