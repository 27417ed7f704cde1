/** Numbers as the panel writes them. Unknown is the caller's business: none of these takes `undefined` but those that say so. */

const MINUS = '−';

/** `0.40`, `12.3`, `1,204`; a real minus sign, so that columns of figures line up. */
export function score(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 1000 ? 0 : size >= 10 ? 1 : 2;
  const text = size.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** A change always carries its sign: `+0.08`, `−0.33`, `0.00`. */
export function change(value: number): string {
  const text = score(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `640`, `1.8k`, `41.2k`, `1.2M` */
export function count(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 999_950) return `${trim(value / 1000)}k`;
  return `${trim(value / 1_000_000)}M`;
}

const trim = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ''));

/** Whole numbers with thousands marks: `1,940`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** People count from 1; the transcript and the hover do the same. */
export const stepNumber = (index: number): string => String(index + 1);

/** `1 step`, `27 steps` */
export const plural = (n: number, one: string, many = `${one}s`): string => `${whole(n)} ${n === 1 ? one : many}`;

/** Milliseconds as `340 ms`, `4.2 s`, `6 min 12 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** US dollars: `$0.31`, `$0.0042`. */
export const dollars = (value: number): string => `$${value < 0.1 ? Number(value.toPrecision(2)) : value.toFixed(2)}`;

/** How a scorer's meaning reads in a sentence. */
export function meaning(id: string): string {
  return MEANINGS[id] ?? id.replace(/-/g, ' ');
}

const MEANINGS: Readonly<Record<string, string>> = {
  'success-probability': 'p(still succeeds)',
  'step-correctness': 'p(step is right)',
  progress: 'progress',
  verdict: 'verdict',
};
