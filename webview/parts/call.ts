import type { Json } from '../../src/core/model/json.ts';
import type { Action } from '../../src/core/model/trajectory.ts';
import { argument, editOf, filePath, shellCommand } from '../../src/core/steps/arguments.ts';
import { actionKind, asObject } from '../../src/core/steps/kind.ts';
import { type DiffLine, lineDiff, patchLines } from './line-diff.ts';

/** A tool call in the form it is drawn. `rest` are the arguments the form does not show. */
export type Call =
  | { readonly form: 'shell'; readonly command: string; readonly rest: Json }
  | { readonly form: 'code'; readonly code: string; readonly rest: Json }
  | { readonly form: 'diff'; readonly path?: string; readonly lines: readonly DiffLine[]; readonly fresh: boolean; readonly rest: Json }
  | { readonly form: 'target'; readonly verb: string; readonly target: string; readonly detail?: string; readonly rest: Json }
  | { readonly form: 'text'; readonly text: string; readonly rest: Json }
  | { readonly form: 'tree'; readonly rest: Json };

const COMMAND = ['command', 'cmd', 'script', 'input', 'commands', 'keystrokes'];
const CODE = ['code', 'source', 'script', 'input', 'query', 'sql', 'command'];
const PATH = [
  'path',
  'file_path',
  'filePath',
  'file',
  'filename',
  'file_name',
  'absolute_path',
  'notebook_path',
  'target_file',
  'dir_path',
];
const QUERY = ['query', 'pattern', 'search_term', 'q', 'keyword', 'keywords', 'search_query', 'regex', 'term', 'file_name', 'queries'];
const WHERE = ['path', 'dir', 'directory', 'file', 'include', 'target_directories'];
const SAYS = ['content', 'message', 'text', 'thought', 'question', 'answer', 'summary', 'result', 'output', 'explanation', 'reason'];
const TARGET = ['url', 'element', 'selector', 'bid', 'ref', 'coordinate', 'text', 'value', 'key', 'action', 'code', 'prompt'];

/** How to draw a call, by what the tool does and the arguments it really has. What fits no form is drawn as a tree. */
export function callOf(action: Action): Call {
  const args = action.args;
  switch (actionKind(action)) {
    case 'shell': {
      const command = shellCommand(action);
      return command === undefined ? tree(args) : { form: 'shell', command, rest: without(args, COMMAND) };
    }
    case 'code': {
      const code = typeof args === 'string' ? args : argument(action, ...CODE);
      return code === undefined ? tree(args) : { form: 'code', code, rest: without(args, CODE) };
    }
    case 'edit':
      return edit(action);
    case 'read': {
      const path = filePath(action) ?? argument(action, 'url');
      return path === undefined
        ? plain(args)
        : { form: 'target', verb: 'read', target: path, detail: range(args), rest: without(args, [...PATH, 'view_range', 'command']) };
    }
    case 'search': {
      const query = argument(action, ...QUERY);
      if (query === undefined) return plain(args);
      const where = argument(action, ...WHERE);
      return { form: 'target', verb: 'search', target: query, detail: where && `in ${where}`, rest: without(args, [...QUERY, ...WHERE]) };
    }
    case 'browser': {
      const key = TARGET.find((name) => argument(action, name) !== undefined);
      if (key === undefined) return plain(args);
      return { form: 'target', verb: action.tool, target: argument(action, key) ?? '', rest: without(args, [key]) };
    }
    case 'message':
    case 'submit': {
      const key = SAYS.find((name) => argument(action, name) !== undefined);
      return key === undefined ? plain(args) : { form: 'text', text: argument(action, key) ?? '', rest: without(args, [key]) };
    }
    case 'tool':
      return plain(args);
  }
}

function edit(action: Action): Call {
  const { path, before, after, patch } = editOf(action);
  const used = [...PATH, ...EDIT_KEYS];
  if (patch !== undefined) {
    return { form: 'diff', path, lines: patchLines(patch), fresh: false, rest: without(action.args, [...used, 'input', 'patch', 'diff']) };
  }
  if (before === undefined && after === undefined) {
    return path === undefined ? plain(action.args) : { form: 'target', verb: 'edit', target: path, rest: without(action.args, PATH) };
  }
  return {
    form: 'diff',
    path,
    lines: lineDiff(before ?? '', after ?? ''),
    fresh: before === undefined,
    rest: without(action.args, used),
  };
}

const EDIT_KEYS = [
  ...['command', 'old_str', 'old_string', 'oldString', 'search', 'old', 'old_text', 'new_str', 'new_string', 'newString', 'replace'],
  ...['new', 'new_text', 'file_text', 'content', 'contents', 'text', 'code_edit', 'patch_text'],
];

const tree = (args: Json): Call => ({ form: 'tree', rest: args });
const plain = (args: Json): Call => (typeof args === 'string' ? { form: 'text', text: args, rest: null } : tree(args));

/** The arguments but those drawn already; `null` when none is left. */
function without(args: Json, keys: readonly string[]): Json {
  const object = asObject(args);
  if (!object) return null;
  const left = Object.entries(object).filter(([key, value]) => !keys.includes(key) && value !== null && value !== '');
  return left.length === 0 ? null : Object.fromEntries(left);
}

function range(args: Json): string | undefined {
  const list = asObject(args)?.view_range;
  if (!Array.isArray(list) || list.length !== 2) return undefined;
  return `lines ${String(list[0])}–${list[1] === -1 ? 'end' : String(list[1])}`;
}
