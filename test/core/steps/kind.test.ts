import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import { actionKind } from '../../../src/core/steps/kind.ts';

const cases: Record<string, readonly (readonly [string, Json?])[]> = {
  shell: [
    ['bash'],
    ['Bash'],
    ['execute_bash'],
    ['run_shell_command'],
    ['shell'],
    ['exec_command'],
    ['local_shell'],
    ['container.exec'],
    ['terminal'],
    ['functions.bash'],
    ['keystrokes'],
    ['bash_command'],
  ],
  edit: [
    ['Edit'],
    ['MultiEdit'],
    ['Write'],
    ['apply_patch'],
    ['str_replace_editor', { command: 'str_replace', path: '/a' }],
    ['str_replace_editor', { command: 'create', path: '/a' }],
    ['str_replace_editor', 'str_replace /a'],
    ['write_file'],
    ['edit_file'],
    ['replace'],
    ['create'],
    ['insert'],
    ['NotebookEdit'],
  ],
  read: [
    ['Read'],
    ['read_file'],
    ['str_replace_editor', { command: 'view', path: '/a' }],
    ['str_replace_editor', 'view /a'],
    ['open', { path: 'a.py' }],
    ['view_file'],
    ['LS'],
    ['list_directory'],
    ['goto', { line_number: 12 }],
    ['goto', '12'],
    ['scroll_down', {}],
  ],
  search: [
    ['search'],
    ['Grep'],
    ['Glob'],
    ['web_search'],
    ['WebSearch'],
    ['find_file'],
    ['search_dir'],
    ['codebase_search'],
    ['retrieve'],
    ['Search'],
    ['wikipedia'],
  ],
  browser: [
    ['goto', { url: 'http://x' }],
    ['goto', 'http://x'],
    ['click'],
    ['fill'],
    ['browser_navigate'],
    ['mcp__playwright__browser_click'],
    ['scroll', { dx: 0, dy: 1 }],
    ['open', { url: 'http://x' }],
    ['WebFetch'],
    ['computer'],
    ['go_back'],
    ['type'],
  ],
  code: [['python'], ['execute_ipython_cell'], ['ipython'], ['code_interpreter'], ['run_python'], ['PythonInterpreter'], ['execute_sql']],
  submit: [['submit'], ['finish'], ['final_answer'], ['task_complete'], ['stop'], ['attempt_completion'], ['transfer_to_human_agents']],
  message: [['respond'], ['think'], ['send_msg_to_user'], ['AskUserQuestion'], ['update_plan'], ['TodoWrite']],
  tool: [['get_user_details'], ['book_reservation'], ['cancel_pending_order'], ['calculate'], ['']],
};

describe('actionKind', () => {
  for (const [kind, tools] of Object.entries(cases))
    test(kind, () => {
      const got = tools.map(([tool, args]) => [tool, actionKind({ tool, args: args ?? {} })]);
      expect(got).toEqual(tools.map(([tool]) => [tool, kind]));
    });
});
