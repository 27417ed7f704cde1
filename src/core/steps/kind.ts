import type { Json, JsonObject } from '../model/json.ts';
import type { Action } from '../model/trajectory.ts';

/** What a step does, for its icon and for how its arguments are drawn. */
export type StepKind = 'shell' | 'edit' | 'read' | 'search' | 'browser' | 'code' | 'tool' | 'message' | 'submit';

/** What a tool of this name does, whatever scaffold named it. First match wins; names are compared as `normal()` spells them. */
const NAMES: readonly (readonly [StepKind, RegExp])[] = [
  [
    'submit',
    /^(submit|finish|finished|done|complete|task_complete|mark_task_complete|attempt_completion|final_answer|answer|stop|exit|terminate|report_infeasible|give_up|transfer_to_human_agents)$/,
  ],
  [
    'message',
    /^(respond|say|message|send_message|send_msg_to_user|ask_user|ask_user_question|ask_followup_question|message_user|talk|think|thinking|reflect|plan|update_plan|todo_write|todo_read|task_tracker)$/,
  ],
  [
    'code',
    /(ipython|jupyter|notebook_execute|^python|_python|code_interpreter|^execute_code|^run_code|^code$|^javascript|^node_repl|_sql|^sql|^repl$)/,
  ],
  [
    'edit',
    /(^edit|_edit$|^write|_write$|str_replace$|^insert|^create$|create_file|^replace|apply_patch|^patch|_patch$|append_file|^undo_edit|delete_file|move_file|^rename)/,
  ],
  ['shell', /(bash|shell|terminal|^exec|command|^cmd$|^run$|^sh$|keystrokes|container_exec|^process$|kill_)/],
  ['search', /((^|_)search|grep|glob|^find|_find_|lookup|look_up|retriev|^query|^google|^bing|wikipedia|^rg$|^wiki)/],
  ['read', /(^read|^view|^open|_read|_view|^cat$|^ls$|list_dir|list_files|^list_directory|scroll_(up|down)$|^tree$|get_file|show_file)/],
  [
    'browser',
    /(browser|browse|playwright|puppeteer|^click|^dblclick|^double_click|^type$|^fill|^goto|^go_to|^navigate|^visit|^hover|^press|^scroll|^tab_|new_tab|close_tab|go_back|go_forward|select_option|^drag|^mouse|^keyboard|^key$|^noop|screenshot|^computer|web_fetch|fetch|^upload_file|open_url|left_click|right_click|^wait$)/,
  ],
];

/** Tools that do several things, told apart by an argument. */
const EDITOR = /^(str_replace_editor|str_replace_based_edit_tool|file_editor|editor|edit_anthropic|text_editor.*|str_replace_based_edit)$/;

/** `strReplace-Editor` and `functions.str_replace_editor` both become `str_replace_editor`. */
function normal(tool: string): string {
  const last =
    tool
      .trim()
      .split(/[.:/]|__/)
      .pop() ?? '';
  return last
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

export function asObject(value: Json): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The kind of one action. A tool nobody has heard of is a `tool`. */
export function actionKind(action: Action): StepKind {
  const name = normal(action.tool);
  const args = asObject(action.args);
  if (EDITOR.test(name)) return args?.command === 'view' || startsWith(action.args, 'view') ? 'read' : 'edit';
  if (/^(goto|scroll_(up|down)|scroll)$/.test(name) && isFileViewer(action.args)) return 'read';
  if (name === 'open' && typeof args?.url === 'string') return 'browser';
  for (const [kind, pattern] of NAMES) if (pattern.test(name)) return kind;
  return 'tool';
}

/** SWE-agent's file viewer has `goto 120` and a bare `scroll_down`; a browser's `goto` takes an address. */
function isFileViewer(args: Json): boolean {
  if (args === null) return true;
  if (typeof args === 'number') return true;
  if (typeof args === 'string') return /^\s*\d*\s*$/.test(args);
  const object = asObject(args);
  return object !== undefined && (Object.keys(object).length === 0 || 'line_number' in object || 'line' in object);
}

function startsWith(args: Json, word: string): boolean {
  return typeof args === 'string' && args.trimStart().startsWith(word);
}
