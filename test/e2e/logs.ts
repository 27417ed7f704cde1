/** Logs made for the tests: chats with tool calls, in the shape of the `openai-messages` format. */
export interface Made {
  readonly task: string;
  readonly steps: number;
  readonly reward?: number;
}

const COMMANDS = [
  'ls -la',
  'cat src/parser.py',
  'grep -rn "def parse" src',
  'pytest -q tests/test_parser.py',
  'git diff --stat',
  'sed -n 1,40p README.md',
];
const ANSWERS = [
  'src  tests  README.md  setup.py',
  'def parse(text):\n    return text.split(",")',
  'src/parser.py:1:def parse(text):',
  '1 failed, 12 passed in 0.42s',
  ' src/parser.py | 3 ++-',
];

const pick = (from: readonly string[], index: number): string => from[index % from.length] as string;

function turn(index: number): readonly unknown[] {
  const id = `call_${index}`;
  const command = JSON.stringify({ command: `${pick(COMMANDS, index)} # ${index + 1}` });
  return [
    {
      role: 'assistant',
      content: `Step ${index + 1}: look before changing anything.`,
      tool_calls: [{ id, type: 'function', function: { name: 'bash', arguments: command } }],
    },
    { role: 'tool', tool_call_id: id, content: pick(ANSWERS, index) },
  ];
}

/** One trajectory as a JSON value. */
export function chat({ task, steps, reward }: Made): unknown {
  const turns = Array.from({ length: steps }, (_, index) => turn(index)).flat();
  const messages = [
    { role: 'system', content: 'You repair Python programs.' },
    { role: 'user', content: `Fix the bug in ${task}.` },
    ...turns,
  ];
  return { task_id: task, messages, ...(reward === undefined ? {} : { reward, success: reward > 0 }) };
}

export const line = (made: Made): string => `${JSON.stringify(chat(made))}\n`;

/** Text that tries to be more than text, everywhere a log can carry it. */
export function hostile(task: string): unknown {
  const attack =
    '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> [x](command:workbench.action.closeWindow) \u001b[2J\u202Egnp.exe';
  return {
    task_id: `${task} ${attack}`,
    messages: [
      { role: 'user', content: attack },
      {
        role: 'assistant',
        content: attack,
        tool_calls: [{ id: '1', type: 'function', function: { name: `bash${attack}`, arguments: JSON.stringify({ command: attack }) } }],
      },
      { role: 'tool', tool_call_id: '1', content: attack },
    ],
  };
}
