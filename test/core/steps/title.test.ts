import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import type { Step } from '../../../src/core/model/trajectory.ts';
import { stepHead } from '../../../src/core/steps/head.ts';
import { actionTitle } from '../../../src/core/steps/title.ts';

const title = (tool: string, args: Json) => actionTitle({ tool, args });

describe('actionTitle', () => {
  test.each<[string, Json, string]>([
    ['bash', { command: 'ls -la' }, 'ls -la'],
    ['bash', 'ls -la', 'ls -la'],
    ['shell', { command: ['bash', '-lc', 'cat a | wc'] }, 'cat a | wc'],
    ['exec_command', { cmd: '# look\nset -e\ncd /repo\nmake' }, 'cd /repo …'],
    ['terminal', { commands: [{ keystrokes: 'ls\n' }, { keystrokes: 'pwd\n' }] }, 'ls …'],
    ['Edit', { file_path: 'a.py', old_string: 'x\ny\nz', new_string: 'x\ny1\ny2\nz' }, 'a.py +2 −1'],
    ['str_replace_editor', { command: 'create', path: 'n.py', file_text: 'a\nb' }, 'n.py +2'],
    ['apply_patch', { input: '*** Begin Patch\n*** Update File: src/m.rs\n@@\n-a\n+b\n+c\n*** End Patch' }, 'src/m.rs +2 −1'],
    ['apply_patch', '--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b', 'x.c +1 −1'],
    ['edit', { search: 'def f(a)', replace: 'def f(a):' }, 'def f(a): +1 −1'],
    ['str_replace_editor', { command: 'view', path: '/r/x.py', view_range: [10, -1] }, '/r/x.py : 10–end'],
    ['Read', { file_path: '/r/x.py', offset: 120 }, '/r/x.py : 120'],
    ['Grep', { pattern: 'from_db', path: 'django' }, '“from_db” in django'],
    ['search', { queries: ['a b', 'c'] }, '“a b c”'],
    ['goto', { url: 'https://e.org/' }, 'https://e.org/'],
    ['python', { code: '\n# plot\nimport x\nx()' }, 'import x …'],
    ['get_order', { id: '#W1', deep: { a: [1] } }, 'id: #W1, deep: {"a":[1]}'],
    ['get_user', { id: 'sara' }, 'sara'],
    ['finish', { answer: '42' }, '42'],
    ['bash', { command: '' }, ''],
    ['noargs', null, ''],
  ])('%s %j', (tool, args, expected) => {
    expect(title(tool, args)).toBe(expected);
  });

  test('is one short line whatever the log holds', () => {
    const hostile = title('bash', { command: `\x1b[31mrm\u202e -rf \x07${'x'.repeat(5000)}` });
    expect(hostile).toHaveLength(200);
    expect(hostile.startsWith('rm⟨U+202E⟩ -rf ␇xxx')).toBe(true);
  });
});

describe('stepHead', () => {
  const step: Step = { index: 3, actor: 'assistant', actions: [], observations: [] };

  test('prefers the action that does something to the one that talks', () => {
    const head = stepHead({
      ...step,
      actions: [
        { tool: 'think', args: { thought: 'hm' } },
        { tool: 'bash', args: { command: 'ls' } },
      ],
      observations: [{ text: 'no', isError: true }],
    });
    expect(head).toMatchObject({ kind: 'shell', tool: 'bash', title: 'ls · 1 more', isError: true, index: 3 });
  });

  test('without actions it says the first words', () => {
    expect(stepHead({ ...step, text: 'Hello\nthere' })).toMatchObject({
      kind: 'message',
      tool: 'says',
      title: 'Hello there',
      isError: false,
    });
  });

  test('unknown numbers stay unknown', () => {
    const head = stepHead(step);
    expect([head.reward, head.tokens, head.durationMs]).toEqual([undefined, undefined, undefined]);
    expect(stepHead({ ...step, timing: { start: 5, end: 5 } }).durationMs).toBe(0);
  });
});
