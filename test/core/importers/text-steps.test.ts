import { describe, expect, test } from 'vitest';
import { cutThought, pairsIn, readDecision } from '../../../src/core/importers/decision.ts';
import { paragraphs } from '../../../src/core/importers/paragraphs.ts';
import { promptMessages, textSteps } from '../../../src/core/importers/tagged-text.ts';
import type { Step } from '../../../src/core/model/trajectory.ts';

/** A step in short: thought | text | tool(args) | observations. */
const brief = ({ thought, text, actions, observations }: Step): string =>
  [
    thought ?? '',
    text ?? '',
    actions.map(({ tool, args }) => `${tool}(${JSON.stringify(args)})`).join(' '),
    observations.map((seen) => `${seen.from}:${seen.text}`).join(' & '),
  ].join(' | ');

const steps = (text: string): readonly string[] => textSteps(text).map(brief);

describe('textSteps', () => {
  test('cuts after a tool call and its response', () => {
    const text =
      '<think>one</think>\n<tool_call>{"name": "f", "arguments": {"x": 1}}</tool_call>\n<tool_response>\nr1\n</tool_response>\n<think>two</think>Done.';
    expect(steps(text)).toEqual(['one |  | f({"x":1}) | tool:r1', 'two | Done. |  | ']);
  });

  test('keeps calls made together in one step', () => {
    const call = '<tool_call>{"name": "f", "arguments": {}}</tool_call>';
    expect(steps(`${call}${call}<tool_response>a</tool_response><tool_response>b</tool_response>`)).toEqual([
      ' |  | f({}) f({}) | tool:a & tool:b',
    ]);
  });

  test('keeps a call that is no JSON as the model wrote it', () => {
    expect(steps('<tool_call>{"name": f}</tool_call>')).toEqual([' |  | tool_call("{\\"name\\": f}") | ']);
  });

  test('reads calls in function notation', () => {
    const text = 'Look.\n<function=bash>\n<parameter=command>\nls\n-l\n</parameter>\n<parameter=n>2</parameter>\n</function>';
    expect(steps(text)).toEqual([' | Look. | bash({"command":"ls\\n-l","n":"2"}) | ']);
  });

  test('reads code with its output, and code fences inside the tag', () => {
    expect(steps('<code>\n```python\nprint(1)\n```\n</code>\n<output>1</output>\nSo 1.')).toEqual([
      ' |  | python({"code":"print(1)"}) | tool:1',
      ' | So 1. |  | ',
    ]);
  });

  test('leaves tags alone that nobody answers', () => {
    expect(steps('Use the <code>x</code> element and <search>.')).toEqual([' | Use the <code>x</code> element and <search>. |  | ']);
  });

  test('cuts at role words left of a chat template', () => {
    expect(steps('assistant\nfirst\ntool\nresult\n\nassistant\nsecond\nuser\nthanks\nassistant\n')).toEqual([
      ' | first |  | tool:result',
      ' | second |  | user:thanks',
    ]);
    expect(steps('first<|im_end|>\n<|im_start|>user\nok<|im_end|>\n<|im_start|>assistant\nsecond<|im_end|>')).toEqual([
      ' | first |  | user:ok',
      ' | second |  | ',
    ]);
  });

  test('a role word in running text is no turn when the assistant does not speak again', () => {
    expect(steps('The roles are:\n\nuser\n\nand that is all there is.')).toEqual([
      ' | The roles are:\n\nuser\n\nand that is all there is. |  | ',
    ]);
  });

  test('reads ReAct labels', () => {
    const text = 'Thought: look\nAction: search\nAction Input: {"q": "x"}\nObservation: found\nThought 2: end\nFinal Answer: x';
    expect(steps(text)).toEqual(['look |  | search({"q":"x"}) | tool:found', 'end | x |  | ']);
  });

  test('cuts plain reasoning at blank lines, thinking first', () => {
    expect(steps('<think>\nFirst, I add the two numbers.\n\nThen I check the result.\n</think>\n\nThe answer is 4.')).toEqual([
      'First, I add the two numbers. |  |  | ',
      'Then I check the result. |  |  | ',
      ' | The answer is 4. |  | ',
    ]);
  });

  test('leaves text uncut that is longer than any policy writes', () => {
    expect(textSteps('One step after another.\n\n'.repeat(200_000)).length).toBe(1);
  });

  test('has no steps in empty text', () => {
    expect([textSteps(''), textSteps(' \n\n')]).toEqual([[], []]);
  });

  test.each([
    '<tool_call>',
    '<think>',
    '</think>',
    '<function=',
    '<function=x><parameter=',
    '<search><information>',
    'assistant\n',
    'Action: \nThought: ',
    '$$\n\n',
    '```\n\n',
    '### x\n\n',
    'a:\n\n',
    '- a\n\n',
    'a\n\n',
    '<tool_call></tool_response>',
  ])(
    'takes linear time on %j over and over',
    (piece) => {
      const text = piece.repeat(Math.ceil(400_000 / piece.length));
      const started = performance.now();
      textSteps(text);
      // Quadratic time would take minutes.
      expect(performance.now() - started).toBeLessThan(5000);
    },
    30_000,
  );
});

describe('paragraphs', () => {
  test.each([
    ['short equations are steps', '5 + 6 = 11.\n\n11 + 9 = 20.\n\n#### 20', ['5 + 6 = 11.', '11 + 9 = 20.', '#### 20']],
    ['windows line ends', 'One thing is this.\r\n\r\nAnother thing is that.', ['One thing is this.', 'Another thing is that.']],
    ['line breaks escaped twice', 'One thing is this.\\n\\nAnother thing is that.', ['One thing is this.', 'Another thing is that.']],
    ['a lead-in joins what it leads to', 'We compute:\n\nx = 1 + 2', ['We compute:\n\nx = 1 + 2']],
    ['a fragment joins what follows', 'Okay\n\nLet me think about this.', ['Okay\n\nLet me think about this.']],
    [
      'code stays whole',
      'Run this code now:\n\n```\na\n\nb\n```\n\nIt prints a and b.',
      ['Run this code now:\n\n```\na\n\nb\n```', 'It prints a and b.'],
    ],
    [
      'display mathematics stays whole',
      'We get this now.\n\n$$\nx\n\ny\n$$\n\n\\[\na\n\nb\n\\]',
      ['We get this now.', '$$\nx\n\ny\n$$\n\n\\[\na\n\nb\n\\]'],
    ],
    [
      'a fence that is never closed protects nothing',
      'Look at this code.\n\n```\na = 1 + 2\n\nb = 3 + 4',
      ['Look at this code.', '```\na = 1 + 2', 'b = 3 + 4'],
    ],
    [
      'lists stay whole',
      'There are two of them.\n\n- one of the things\n\n- another of the things',
      ['There are two of them.', '- one of the things\n\n- another of the things'],
    ],
    [
      'markers win over blank lines',
      'Let us go.\n\nStep 1: add.\n\nThis gives 3.\n\nStep 2: double.\n\nThis gives 6.\n\nThe answer is 6.',
      ['Let us go.', 'Step 1: add.\n\nThis gives 3.', 'Step 2: double.\n\nThis gives 6.', 'The answer is 6.'],
    ],
    [
      'markers on neighbouring lines',
      '**Step 1**: add\n**Step 2**: double\n\\boxed{6}',
      ['**Step 1**: add', '**Step 2**: double\n\\boxed{6}'],
    ],
  ])('%s', (_, text, expected) => {
    expect(paragraphs(text)).toEqual(expected);
  });
});

describe('thinking', () => {
  test.each([
    ['<think>a</think>b', 'a', 'b'],
    ['a</think>b', 'a', 'b'],
    ['<think>a', 'a', ''],
    ['<think>a<tool_call>{}</tool_call>', 'a', '<tool_call>{}</tool_call>'],
    ['<think>not <tool_call>{}</tool_call></think>b', 'not <tool_call>{}</tool_call>', 'b'],
    ['<think>a</think>b<thinking>c</thinking>d', 'a\n\nc', 'bd'],
    ['no tags', undefined, 'no tags'],
    ['<think></think>b', undefined, 'b'],
  ])('cutThought(%j)', (text, thought, rest) => {
    expect(cutThought(text)).toEqual({ thought, rest });
  });
});

test('calls are read in the order they stand in', () => {
  const turn = '<function=b></function>x<tool_call>{"name":"a","arguments":{}}</tool_call>';
  expect(readDecision(turn, pairsIn(turn))).toMatchObject({ text: 'x', actions: [{ tool: 'b', args: {} }, { tool: 'a' }] });
});

describe('promptMessages', () => {
  test('cuts a prompt at its role words', () => {
    expect(promptMessages('system\nBe brief.\nuser\nHi\nassistant\nHello\nuser\nBye\nassistant\n')).toEqual([
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Hi' },
      { role: 'assistant', text: 'Hello' },
      { role: 'user', text: 'Bye' },
    ]);
  });

  test('cuts a Llama prompt, whose role words stick to the text before', () => {
    expect(promptMessages('system\n\nBe brief.user\n\nHi there, userassistant\n\n')).toEqual([
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Hi there, user' },
    ]);
  });

  test('thinking opened by the template is no message', () => {
    expect(promptMessages('user\nHi\nassistant\n<think>\n')).toEqual([{ role: 'user', text: 'Hi' }]);
  });

  test('a prompt without role words is one user message', () => {
    expect(promptMessages('What is 1+1?\nuser\nx')).toEqual([{ role: 'user', text: 'What is 1+1?\nuser\nx' }]);
  });
});
