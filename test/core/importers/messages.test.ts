import { describe, expect, test } from 'vitest';
import { askedText, dialogue, isChat } from '../../../src/core/importers/messages.ts';
import type { Json } from '../../../src/core/model/json.ts';

const user = (content: Json) => ({ role: 'user', content });
const assistant = (content: Json, more: Readonly<Record<string, Json>> = {}) => ({ role: 'assistant', content, ...more });
const call = (name: string, args: Json, id = 'c1') => ({ id, type: 'function', function: { name, arguments: args } });

describe('dialogue', () => {
  test('cuts at assistant messages; answers belong to the step before them', () => {
    const { preamble, steps } = dialogue([
      { role: 'system', content: 'S' },
      user('Q'),
      assistant(null, { tool_calls: [call('f', '{"x":1}'), call('g', 'not json', 'c2')] }),
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      { role: 'tool', tool_call_id: 'c2', content: 'two' },
      assistant('A'),
      user('more?'),
    ]);
    expect(preamble.map(({ role, text }) => [role, text])).toEqual([
      ['system', 'S'],
      ['user', 'Q'],
    ]);
    expect(steps).toMatchObject([
      {
        index: 0,
        actor: 'assistant',
        text: undefined,
        actions: [
          { tool: 'f', args: { x: 1 }, id: 'c1' },
          { tool: 'g', args: 'not json', id: 'c2' },
        ],
        observations: [
          { text: 'one', of: 'c1', from: 'tool' },
          { text: 'two', of: 'c2', from: 'tool' },
        ],
      },
      { index: 1, text: 'A', observations: [{ text: 'more?', from: 'user' }] },
    ]);
  });

  test('a given prompt is preamble, assistants in it included', () => {
    const { preamble, steps } = dialogue([assistant('A')], [user('shot?'), assistant('shot.'), user('Q')]);
    expect(preamble.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(steps.map(({ text }) => text)).toEqual(['A']);
    expect(askedText(preamble)).toBe('Q');
  });

  test('assistant messages in a row are one decision, unless another speaks', () => {
    expect(dialogue([user('Q'), assistant('a'), assistant('b', { tool_calls: [call('f', {})] })]).steps).toMatchObject([
      { text: 'a\n\nb', actions: [{ tool: 'f' }] },
    ]);
    expect(
      dialogue([user('Q'), assistant('a', { name: 'planner' }), assistant('b', { name: 'coder' })]).steps.map(({ actor }) => actor),
    ).toEqual(['planner', 'coder']);
  });

  test.each([
    ['reasoning_content', assistant('A', { reasoning_content: 'R' })],
    [
      'a reasoning part',
      assistant([
        { type: 'reasoning', value: 'R' },
        { type: 'text', value: 'A' },
      ]),
    ],
    ['thinking tags', assistant('<think>R</think>A')],
    [
      'a thinking part',
      assistant([
        { type: 'thinking', thinking: 'R' },
        { type: 'text', text: 'A' },
      ]),
    ],
  ])('takes thought from %s', (_, message) => {
    expect(dialogue([user('Q'), message]).steps).toMatchObject([{ thought: 'R', text: 'A' }]);
  });

  test.each<[string, Json]>([
    ['OpenAI', assistant(null, { tool_calls: [call('f', '{"x":1}')] })],
    ['arguments as an object', assistant('', { tool_calls: [call('f', { x: 1 })] })],
    ['JSON in a string', assistant('', { tool_calls: [JSON.stringify(call('f', '{"x":1}'))] })],
    ['the older function_call', assistant(null, { function_call: { name: 'f', arguments: '{"x":1}' } })],
    ['a tool_use part', assistant([{ type: 'tool_use', id: 'u', name: 'f', input: { x: 1 } }])],
    ['a tool_call part', assistant([{ type: 'tool_call', value: '{"name":"f","arguments":{"x":1}}' }])],
    ['tags in the text', assistant('<tool_call>{"name":"f","arguments":{"x":1}}</tool_call>')],
    ['a role of its own', { role: 'function_call', content: '{"name":"f","arguments":{"x":1}}' }],
  ])('reads calls written as %s', (_, message) => {
    expect(dialogue([user('Q'), message]).steps).toMatchObject([{ actions: [{ tool: 'f', args: { x: 1 } }] }]);
  });

  test('does not look for calls in text when there are structured ones', () => {
    const message = assistant('like <tool_call>{"name":"g"}</tool_call>', { tool_calls: [call('f', {})] });
    expect(dialogue([user('Q'), message]).steps[0]?.actions.map(({ tool }) => tool)).toEqual(['f']);
  });

  test('reads ReAct turns, and the answer to them as the environment', () => {
    const { steps } = dialogue([user('Q'), assistant('Thought: T\nAction: f[x]'), user('Observation: O')]);
    expect(steps).toMatchObject([{ thought: 'T', actions: [{ tool: 'f', args: 'x' }], observations: [{ from: 'environment' }] }]);
  });

  test('keeps images by reference and fetches nothing', () => {
    const images = [{ url: 'data:image/png;base64,AA' }, { url: 'https://example.com/x.png' }, { url: 'shots/1.png' }].map((image_url) => ({
      type: 'image_url',
      image_url,
    }));
    const { preamble } = dialogue([user([...images, { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'BB' } }])]);
    expect(preamble[0]?.images).toEqual([
      { kind: 'data', uri: 'data:image/png;base64,AA' },
      { kind: 'elided', note: 'https://example.com/x.png' },
      { kind: 'file', path: 'shots/1.png', mediaType: undefined },
      { kind: 'data', uri: 'data:image/jpeg;base64,BB' },
    ]);
  });

  test('names parts it does not know', () => {
    expect(dialogue([user([{ type: 'input_audio', input_audio: {} }]), assistant('A')]).preamble[0]?.text).toBe('[input_audio]');
  });
});

test('a chat needs messages only, and an assistant', () => {
  expect(
    [[user('Q'), assistant('A')], [user('Q')], [], [user('Q'), { role: 'robot', content: 'x' }], [user('Q'), assistant('A'), 1], 'x'].map(
      (value) => isChat(value as Json),
    ),
  ).toEqual([true, false, false, false, false, false]);
});
