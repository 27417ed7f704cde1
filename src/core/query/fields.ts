/** A field of the query language. `content` fields need the whole trajectory, the others only its summary. */
export interface Field {
  readonly id: string;
  readonly kind: 'number' | 'text' | 'choice';
  readonly content: boolean;
  readonly choices?: readonly string[];
  /** One line for completion and help. */
  readonly help: string;
}

export const FIELDS: readonly Field[] = [
  { id: 'outcome', kind: 'choice', content: false, choices: ['pass', 'fail', 'unknown'], help: 'how it ended' },
  {
    id: 'status',
    kind: 'choice',
    content: false,
    choices: ['scored', 'unscored', 'error', 'truncated', 'running'],
    help: 'what the log says of its end',
  },
  { id: 'reward', kind: 'number', content: false, help: 'final reward' },
  { id: 'steps', kind: 'number', content: false, help: 'number of steps' },
  { id: 'sample', kind: 'number', content: false, help: 'sample in its group, from 0' },
  { id: 'update', kind: 'number', content: false, help: 'training step of the policy' },
  { id: 'score.min', kind: 'number', content: false, help: 'lowest step score' },
  { id: 'score.max', kind: 'number', content: false, help: 'highest step score' },
  { id: 'score.mean', kind: 'number', content: false, help: 'mean step score' },
  { id: 'score.last', kind: 'number', content: false, help: 'score of the last step' },
  { id: 'model', kind: 'text', content: false, help: "the policy's model" },
  { id: 'agent', kind: 'text', content: false, help: 'the scaffold around the model' },
  { id: 'format', kind: 'text', content: false, help: 'log format' },
  { id: 'run', kind: 'text', content: false, help: 'run' },
  { id: 'group', kind: 'text', content: false, help: 'group' },
  { id: 'task', kind: 'text', content: false, help: 'task id or text' },
  { id: 'file', kind: 'text', content: false, help: 'path of the log' },
  { id: 'tool', kind: 'text', content: true, help: 'a tool that was called' },
  { id: 'error', kind: 'text', content: true, help: 'text of a failed observation or step' },
  { id: 'text', kind: 'text', content: true, help: 'anywhere in thoughts, words, arguments and observations' },
];

export const fieldById = (id: string): Field | undefined => FIELDS.find((f) => f.id === id);
