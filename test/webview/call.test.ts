import { expect, test } from 'vitest';
import type { Json } from '../../src/core/model/json.ts';
import { callOf } from '../../webview/parts/call.ts';

const call = (tool: string, args: Json) => callOf({ tool, args });

test('a shell command, with what else was asked', () => {
  expect(call('bash', { command: 'ls -l', timeout: 30 })).toEqual({ form: 'shell', command: 'ls -l', rest: { timeout: 30 } });
  expect(call('bash', 'ls')).toEqual({ form: 'shell', command: 'ls', rest: null });
  expect(call('shell', { command: ['bash', '-lc', 'ls'] })).toMatchObject({ form: 'shell', command: 'ls' });
});

test('an edit is a diff, a new file a diff of additions', () => {
  expect(call('Edit', { file_path: 'a.py', old_string: 'x', new_string: 'y' })).toEqual({
    form: 'diff',
    path: 'a.py',
    fresh: false,
    lines: [
      { sign: '-', text: 'x' },
      { sign: '+', text: 'y' },
    ],
    rest: null,
  });
  expect(call('Write', { file_path: 'a.py', content: 'x\ny' })).toMatchObject({
    form: 'diff',
    fresh: true,
    lines: [
      { sign: '+', text: 'x' },
      { sign: '+', text: 'y' },
    ],
  });
  expect(call('apply_patch', { input: '*** Begin Patch\n*** Add File: b.py\n+1\n*** End Patch' })).toMatchObject({
    form: 'diff',
    path: 'b.py',
    lines: [
      { sign: '@', text: '*** Add File: b.py' },
      { sign: '+', text: '1' },
    ],
    rest: null,
  });
});

test('reading, searching, browsing say their target', () => {
  expect(call('str_replace_editor', { command: 'view', path: 'a.py', view_range: [1, -1] })).toEqual({
    form: 'target',
    verb: 'read',
    target: 'a.py',
    detail: 'lines 1–end',
    rest: null,
  });
  expect(call('grep', { pattern: 'x', path: 'src' })).toMatchObject({ form: 'target', target: 'x', detail: 'in src' });
  expect(call('browser_click', { element: 'Search', ref: 'e1' })).toMatchObject({ form: 'target', target: 'Search', rest: { ref: 'e1' } });
});

test('what fits no form is a tree; text stays text', () => {
  expect(call('get_user', { id: 'u1' })).toEqual({ form: 'tree', rest: { id: 'u1' } });
  expect(call('get_user', 'not JSON {')).toEqual({ form: 'text', text: 'not JSON {', rest: null });
  expect(call('bash', { restart: true })).toEqual({ form: 'tree', rest: { restart: true } });
});
