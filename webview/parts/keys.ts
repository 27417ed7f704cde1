export type KeyAct =
  | 'next'
  | 'previous'
  | 'toggle'
  | 'nextChange'
  | 'previousChange'
  | 'nextError'
  | 'transcript'
  | 'credit'
  | 'search'
  | 'nextHit'
  | 'previousHit'
  | 'first'
  | 'last'
  | 'pageDown'
  | 'pageUp'
  | 'help'
  | 'escape';

interface KeyRow {
  readonly keys: readonly string[];
  readonly does: string;
}

/** The help sheet. */
export const KEYS: readonly KeyRow[] = [
  { keys: ['j', 'k'], does: 'next and previous step (arrows too)' },
  { keys: ['Enter'], does: 'open or close the step' },
  { keys: ['J', 'K'], does: 'next and previous step by size of credit (of change where there is none)' },
  { keys: ['c'], does: 'choose credit methods' },
  { keys: ['e'], does: 'next step with an error' },
  { keys: ['/'], does: 'search in this trajectory' },
  { keys: ['n', 'N'], does: 'next and previous match' },
  { keys: ['o'], does: 'open this step in the transcript' },
  { keys: ['Home', 'End'], does: 'first and last step' },
  { keys: ['?'], does: 'show these keys' },
];

const ACTS: Readonly<Record<string, KeyAct>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Enter: 'toggle',
  J: 'nextChange',
  K: 'previousChange',
  e: 'nextError',
  o: 'transcript',
  c: 'credit',
  '/': 'search',
  n: 'nextHit',
  N: 'previousHit',
  Home: 'first',
  End: 'last',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
  '?': 'help',
  Escape: 'escape',
};

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key does; keys with Ctrl, Alt or Command belong to the editor. */
export function actOf({ key, ctrlKey, metaKey, altKey }: Pressed): KeyAct | undefined {
  return ctrlKey || metaKey || altKey ? undefined : ACTS[key];
}
