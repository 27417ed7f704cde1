import { formatFrom } from './choice.ts';
import type { WhatIf } from './what-if.ts';

/** One method before and after, as a note tells it. */
export interface Supposed {
  readonly title: string;
  readonly unit: string;
  readonly before: readonly (number | undefined)[];
  readonly after: readonly (number | undefined)[];
  /** Why it cannot be computed any more. */
  readonly reason?: string;
}

/** Steps a table of the note has: those that change most, first those that gain or lose their number. */
const MOST = 20;

/** What is supposed, a phrase each, steps counted from 1. */
export function phrases({ outcome, drop = [], rewards = [], scale, cap, from }: WhatIf): readonly string[] {
  return [
    ...(outcome === undefined ? [] : [`the final reward of this sample is ${number(outcome)}`]),
    ...(drop.length > 0 ? [`${drop.length === 1 ? 'step' : 'steps'} ${drop.map((t) => t + 1).join(', ')} not taken`] : []),
    ...rewards.map(([step, reward]) => `step ${step + 1} is rewarded ${number(reward)}`),
    ...(scale === undefined ? [] : [`all rewards times ${number(scale)}`]),
    ...(cap === undefined ? [] : [`no reward beyond ±${number(cap)}`]),
    ...(from === undefined ? [] : [`step rewards from ${formatFrom(from)}`]),
  ];
}

/** A Markdown note: what is supposed, and per method the steps whose credit changes most. Numbers only, no text of the log. */
export function whatIfNote(where: string, what: WhatIf, methods: readonly Supposed[]): string {
  return [`## What if (${where})`, '', ...phrases(what).map((p) => `- ${p}`), ...methods.flatMap(section), ''].join('\n');
}

function section({ title, unit, before, after, reason }: Supposed): readonly string[] {
  const moved = before
    .map((b, step) => ({ step, b, a: after[step], by: sizeOf(b, after[step]) }))
    .filter(({ a, b }) => a !== b && !(a !== undefined && b !== undefined && Math.abs(a - b) < 1e-9));
  const shown = moved.toSorted((x, y) => y.by - x.by || x.step - y.step).slice(0, MOST);
  const more = moved.length > shown.length ? ['', `The ${shown.length} largest of ${moved.length} changes.`] : [];
  const head = ['', `### ${title}, in ${unit}`, ''];
  if (reason !== undefined && after.every((v) => v === undefined)) return [...head, reason];
  if (moved.length === 0) return [...head, 'No step changes.'];
  return [
    ...head,
    '| step | before | what if |',
    '| ---: | ---: | ---: |',
    ...shown.toSorted((x, y) => x.step - y.step).map(({ step, a, b }) => `| ${step + 1} | ${number(b)} | ${number(a)} |`),
    ...more,
  ];
}

const sizeOf = (b: number | undefined, a: number | undefined): number =>
  a === undefined || b === undefined ? Number.MAX_VALUE : Math.abs(a - b);

const number = (value: number | undefined): string =>
  value === undefined ? 'unknown' : String(Number(value.toPrecision(3))).replace('-', '−');
