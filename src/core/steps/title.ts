import type { Json } from '../model/json.ts';
import type { Action } from '../model/trajectory.ts';
import { oneLine } from '../transcript/visible.ts';
import { argument, type Edit, editOf, filePath, shellCommand } from './arguments.ts';
import { actionKind, asObject, type StepKind } from './kind.ts';

/** One line that says what an action does: the command, the file, the query. At most `max` characters, fit to be shown. */
export function actionTitle(action: Action, max = 200): string {
  return oneLine(TITLES[actionKind(action)](action) || generic(action.args), max);
}

const TITLES: Readonly<Record<StepKind, (action: Action) => string>> = {
  shell: (a) => firstLine(shellCommand(a) ?? ''),
  edit: (a) => {
    const edit = editOf(a);
    const what = edit.path ?? firstLine(edit.after ?? edit.before ?? '');
    return what === '' ? '' : [what, editSize(edit)].filter(Boolean).join(' ');
  },
  read: (a) => {
    const path = filePath(a);
    return path === undefined ? '' : path + lineRange(a);
  },
  search: (a) => {
    const query = argument(
      a,
      'query',
      'pattern',
      'search_term',
      'q',
      'keyword',
      'keywords',
      'search_query',
      'regex',
      'term',
      'file_name',
      'queries',
    );
    if (query === undefined) return '';
    const where = argument(a, 'path', 'dir', 'directory', 'file', 'include', 'target_directories');
    return `“${query}”${where ? ` in ${where}` : ''}`;
  },
  browser: (a) => argument(a, 'url', 'element', 'text', 'value', 'code', 'action', 'bid', 'selector', 'prompt') ?? '',
  code: (a) =>
    firstLine(typeof a.args === 'string' ? a.args : (argument(a, 'code', 'source', 'script', 'input', 'query', 'sql', 'command') ?? '')),
  message: (a) => argument(a, 'content', 'message', 'text', 'thought', 'question', 'explanation') ?? '',
  submit: (a) => argument(a, 'answer', 'message', 'summary', 'result', 'content', 'output', 'text', 'outputs', 'reason') ?? '',
  tool: () => '',
};

/** The first line that does something: not blank, not a comment, not `set -e`. */
function firstLine(text: string): string {
  const lines = text.slice(0, 4000).split('\n');
  const useful = lines.filter((line) => line.trim() !== '' && !/^\s*(#|\/\/|set -[a-z]+$)/.test(line));
  const first = useful[0] ?? lines.find((line) => line.trim() !== '') ?? '';
  return useful.length > 1 ? `${first.trim()} …` : first.trim();
}

/** `+4 −1`: lines that come and go, common head and tail not counted. */
export function editSize(edit: Edit): string {
  if (edit.patch !== undefined) {
    const lines = edit.patch.split('\n');
    return size(lines.filter((l) => /^\+(?!\+\+)/.test(l)).length, lines.filter((l) => /^-(?!--)/.test(l)).length);
  }
  if (edit.after === undefined && edit.before === undefined) return '';
  const before = edit.before ? edit.before.split('\n') : [];
  const after = edit.after ? edit.after.split('\n') : [];
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return size(after.length - head - tail, before.length - head - tail);
}

const size = (added: number, removed: number): string =>
  [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].filter(Boolean).join(' ');

function lineRange(action: Action): string {
  const range = asObject(action.args)?.view_range;
  if (Array.isArray(range) && range.length === 2) return ` : ${range[0]}–${range[1] === -1 ? 'end' : range[1]}`;
  const start = argument(action, 'offset', 'start_line', 'line_number', 'line');
  return start === undefined ? '' : ` : ${start}`;
}

/** Arguments nobody has a rule for: `key: value` pairs, short ones first come. */
function generic(args: Json): string {
  if (typeof args === 'string') return args;
  const object = asObject(args);
  if (!object) return args === null ? '' : JSON.stringify(args);
  const entries = Object.entries(object);
  const only = entries[0];
  if (entries.length === 1 && only && typeof only[1] === 'string') return only[1];
  return entries.map(([key, value]) => `${key}: ${typeof value === 'string' ? value.slice(0, 200) : JSON.stringify(value)}`).join(', ');
}
