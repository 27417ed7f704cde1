export type DiffAct =
  | 'next'
  | 'previous'
  | 'toggle'
  | 'nextDifference'
  | 'previousDifference'
  | 'first'
  | 'decisive'
  | 'text'
  | 'copy'
  | 'top'
  | 'end';

const ACTS: Readonly<Record<string, DiffAct>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Enter: 'toggle',
  n: 'nextDifference',
  N: 'previousDifference',
  f: 'first',
  d: 'decisive',
  t: 'text',
  c: 'copy',
  Home: 'top',
  End: 'end',
};

/** What a key does; keys with Ctrl, Alt or Command belong to the editor. */
export const diffActOf = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): DiffAct | undefined =>
  ctrlKey || metaKey || altKey ? undefined : ACTS[key];
