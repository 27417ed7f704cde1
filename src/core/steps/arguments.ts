import type { Json } from '../model/json.ts';
import type { Action } from '../model/trajectory.ts';
import { asObject } from './kind.ts';

/** The first of `keys` whose value is text (or a list of texts, joined with spaces), as scaffolds name the same thing differently. */
export function argument(action: Action, ...keys: readonly string[]): string | undefined {
  const object = asObject(action.args);
  if (!object) return undefined;
  for (const key of keys) {
    const text = asText(object[key]);
    if (text !== undefined) return text;
  }
  return undefined;
}

function asText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value.join(' ');
  return undefined;
}

/** The shell line of an action; `["bash", "-lc", "ls"]` is `ls`. */
export function shellCommand(action: Action): string | undefined {
  const args = action.args;
  if (typeof args === 'string') return args;
  const object = asObject(args);
  const value = object?.command ?? object?.cmd ?? object?.script ?? object?.input ?? object?.commands ?? object?.keystrokes;
  const list = Array.isArray(value) ? value : Array.isArray(args) ? args : undefined;
  if (list?.length === 3 && /sh$/.test(String(list[0])) && /^-\w*c$/.test(String(list[1]))) return String(list[2]);
  if (list) return asText(list as Json) ?? list.map((v) => argument({ tool: '', args: v }, 'keystrokes', 'command') ?? '').join('\n');
  return asText(value);
}

export const filePath = (action: Action): string | undefined =>
  argument(
    action,
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
    'relative_path',
  );

/** Old and new text of an edit, where the tool has them; `undefined` old text: a new or overwritten file. */
export interface Edit {
  readonly path?: string;
  readonly before?: string;
  readonly after?: string;
  /** A unified diff or a patch in the scaffold's own words, instead of before and after. */
  readonly patch?: string;
}

export function editOf(action: Action): Edit {
  const patch = argument(action, 'patch', 'diff', 'patch_text') ?? patchText(action);
  if (patch !== undefined) return { path: filePath(action) ?? patchedFile(patch), patch };
  return {
    path: filePath(action),
    before: argument(action, 'old_str', 'old_string', 'oldString', 'search', 'old', 'old_text'),
    after: argument(
      action,
      'new_str',
      'new_string',
      'newString',
      'replace',
      'new',
      'new_text',
      'file_text',
      'content',
      'contents',
      'text',
      'code_edit',
    ),
  };
}

function patchText(action: Action): string | undefined {
  const text = typeof action.args === 'string' ? action.args : argument(action, 'input', 'command');
  return text !== undefined && /^(\*\*\* |diff --git |--- |@@ )/m.test(text) ? text : undefined;
}

export function patchedFile(patch: string): string | undefined {
  const match = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/m.exec(patch) ?? /^\+\+\+ (?:b\/)?(\S+)/m.exec(patch);
  return match?.[1]?.trim();
}
