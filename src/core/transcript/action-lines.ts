import type { Json } from '../model/json.ts';
import type { Action } from '../model/trajectory.ts';
import { editOf, filePath, shellCommand } from '../steps/arguments.ts';
import { actionKind, asObject } from '../steps/kind.ts';

/** An action as a person would write it down: a shell line after `$`, an edit as a diff, everything else as `key: value`. */
export function actionText(action: Action): string {
  const kind = actionKind(action);
  if (kind === 'shell') return shellText(action) ?? argumentText(action.args);
  if (kind === 'edit') return editText(action) ?? argumentText(action.args);
  if (kind === 'code') return codeText(action.args);
  return argumentText(action.args);
}

function shellText(action: Action): string | undefined {
  const command = shellCommand(action);
  return command === undefined ? undefined : `$ ${command.replace(/\n/g, '\n  ')}`;
}

function editText(action: Action): string | undefined {
  const { path, before, after, patch } = editOf(action);
  if (patch !== undefined) return patch;
  if (before === undefined && after === undefined) return undefined;
  const word = asObject(action.args)?.command;
  const head = typeof word === 'string' && !word.includes('\n') ? `${word} ${filePath(action) ?? path}` : path;
  return [...(head === undefined ? [] : [head]), ...signed('-', before), ...signed('+', after)].join('\n');
}

const signed = (sign: string, text: string | undefined): readonly string[] =>
  text ? text.split('\n').map((line) => `${sign} ${line}`) : [];

function codeText(args: Json): string {
  if (typeof args === 'string') return args;
  const object = asObject(args);
  const entries = Object.entries(object ?? {});
  const only = entries[0];
  return entries.length === 1 && only && typeof only[1] === 'string' ? only[1] : argumentText(args);
}

/** Arguments as `key: value` lines; long texts as indented blocks, nested values as JSON. */
export function argumentText(args: Json): string {
  if (args === null) return '';
  if (typeof args === 'string') return args;
  const object = asObject(args);
  if (!object) return JSON.stringify(args, undefined, 1);
  return Object.entries(object)
    .map(([key, value]) => `${key}:${valueText(value)}`)
    .join('\n');
}

function valueText(value: Json): string {
  if (typeof value !== 'string') return ` ${JSON.stringify(value)}`;
  return value.includes('\n') ? `\n  ${value.replace(/\n/g, '\n  ')}` : ` ${value}`;
}
