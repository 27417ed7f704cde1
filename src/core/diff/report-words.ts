import { scoreText } from '../transcript/reading.ts';
import type { ComparisonRow } from './compare.ts';
import type { DiffReport, DiffSide } from './report.ts';
import type { Similarity } from './similarity.ts';

const FIELD = { tool: 'tool', args: 'arguments', text: 'words', observation: 'result' } as const;

/** `solved · reward 1`; what is unknown is called so. */
export function outcomeText({ outcome, status }: Pick<DiffSide, 'outcome' | 'status'>): string {
  const { success, reward, error } = outcome;
  const end = success !== undefined ? (success ? 'solved' : 'failed') : endOf(status, error);
  return [end, ...(reward === undefined ? [] : [`reward ${Math.round(reward * 1000) / 1000}`])].join(' · ').replace('-', '−');
}

const endOf = (status: DiffSide['status'], error: string | undefined): string =>
  status === 'running' ? 'still running' : status === 'error' || error !== undefined ? 'ended with an error' : 'outcome unknown';

/** `1 step`, `12 steps` */
export const stepsText = ({ steps }: Pick<DiffSide, 'steps'>): string => `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;

/** `4 the same · 3 changed · 2 only in A · 1 only in B`. */
export function countsText({ comparison, sides }: DiffReport): string {
  const only = sides.map(({ letter }, k) => {
    const n = comparison.rows.filter(({ steps }) => steps.every((at, side) => (at !== undefined) === (side === k))).length;
    return n === 0 ? '' : `${n} only in ${letter}`;
  });
  const some = comparison.partly - comparison.rows.filter(({ steps }) => steps.filter((at) => at !== undefined).length === 1).length;
  const parts = [`${comparison.same} the same`, `${comparison.changed} changed`, ...only, some > 0 ? `${some} in some` : ''];
  return parts.filter((part) => part !== '').join(' · ');
}

/** What a row is, in words: `changed: arguments, result`, `only in A`. */
export function rowText(row: ComparisonRow, sides: readonly DiffSide[]): string {
  const here = sides.filter((_, k) => row.steps[k] !== undefined).map(({ letter }) => letter);
  const where = here.length === sides.length ? '' : `only in ${here.join(', ')}`;
  const what = row.differs.map((field) => FIELD[field]).join(', ');
  if (row.kind === 'same') return 'the same';
  return [where, what === '' ? (where === '' ? 'changed' : '') : `changed: ${what}`].filter(Boolean).join(' · ');
}

/** `likeness 0.72 = tool 1.00 × 25 % + …`. */
export function likenessText({ value, parts }: Similarity): string {
  const terms = parts.map((part) => `${FIELD[part.field]} ${part.value.toFixed(2)} × ${Math.round(part.weight * 100)} %`);
  return `likeness ${value.toFixed(2)} = ${terms.join(' + ')}`;
}

/** Where the sides first part; undefined when nothing differs. */
export function firstText(report: DiffReport): string | undefined {
  const { first, rows } = report.comparison;
  const row = first === undefined ? undefined : rows[first];
  return row && `${places(row, report.sides)} (${rowText(row, report.sides)})`;
}

/** Where the values part most, by how much and by whose word; undefined when unknown. */
export function decisiveText(report: DiffReport): string | undefined {
  const { comparison, sides, decidedBy } = report;
  const { decisive } = comparison;
  const row = decisive && comparison.rows[decisive.row];
  if (!decisive || !row) return undefined;
  const moved = [decisive.changeA, decisive.changeB].map((change, k) => {
    const side = sides[decisive.sides[k] as number];
    return `${side?.letter} ${change > 0 ? '+' : ''}${scoreText(change)}`;
  });
  const by = decidedBy ? `; by ${decidedBy.name} (${decidedBy.note})${doubt(report)}` : '';
  const two = sides.filter((_, k) => decisive.sides.includes(k));
  return `${places(row, sides, two)}: ${moved.join(', ')}, apart by ${scoreText(decisive.separation)}${by}`;
}

/** Less than this is what a scorer's noise may do. */
const SMALL = 0.05;

/** What speaks against scores that decide: they hardly move, or they end the other way round than the rewards. */
function doubt({ comparison, sides, decidedBy }: DiffReport): string {
  const { decisive } = comparison;
  if (!decisive || decidedBy?.kind !== 'score') return '';
  const [a, b] = decisive.sides.map((k) => sides[k]?.outcome.reward ?? Number(sides[k]?.outcome.success));
  const against = ((b as number) - (a as number)) * (decisive.changeB - decisive.changeA) < 0;
  return [decisive.separation < SMALL ? '; too little to mean much' : '', against ? '; the rewards end the other way round' : ''].join('');
}

/** `step A5, B6` */
function places({ steps }: ComparisonRow, sides: readonly DiffSide[], named = sides): string {
  const here = sides.flatMap((side, k) =>
    steps[k] === undefined || !named.includes(side) ? [] : [`${side.letter}${(steps[k] as number) + 1}`],
  );
  const at = here.length > 0 ? here : ['of other sides'];
  return `step ${at.join(', ')}`;
}
