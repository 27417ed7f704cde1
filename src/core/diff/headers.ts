import type { Step, Trajectory } from '../model/trajectory.ts';
import { stepHead } from '../steps/head.ts';
import { cut, oneLine } from '../transcript/visible.ts';
import { align } from './align.ts';
import { fingerprint } from './fingerprint.ts';

/** Header lines of the steps of two transcripts, one a step. */
export interface PairedHeaders {
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** Characters of a title, as in a transcript on its own. */
const TITLE = 72;

/**
 * Headers for two transcripts that are read side by side in a text diff. Steps that belong together begin with the very
 * same line, which carries both numbers (`Step 5 ⇄ 6`) and only the words both titles share: a line diff finds these
 * lines equal and unique, and so it lines up the steps as the alignment does.
 */
export function pairedHeaders(a: Trajectory, b: Trajectory): PairedHeaders {
  const out = { a: a.steps.map((step) => lonely(step)), b: b.steps.map((step) => lonely(step)) };
  for (const { a: i, b: j } of align(a.steps.map(fingerprint), b.steps.map(fingerprint))) {
    const [left, right] = [i === undefined ? undefined : a.steps[i], j === undefined ? undefined : b.steps[j]];
    if (i === undefined || j === undefined || !left || !right) continue;
    const header = [i === j ? `Step ${i + 1}` : `Step ${i + 1} ⇄ ${j + 1}`, ...shared(words(left), words(right))].join(' · ');
    out.a[i] = header;
    out.b[j] = header;
  }
  return out;
}

const lonely = (step: Step): string => [`Step ${step.index + 1}`, 'only here', ...words(step)].join(' · ');

function words(step: Step): readonly string[] {
  const head = stepHead(step);
  const actor = step.actor === 'assistant' ? '' : oneLine(step.actor, 60);
  return [actor, head.tool, cut(head.title, TITLE)].filter((word) => word !== '');
}

/** The common beginning. */
function shared(a: readonly string[], b: readonly string[]): readonly string[] {
  const end = a.findIndex((word, k) => word !== b[k]);
  return end < 0 ? a : a.slice(0, end);
}
