import { scoreText } from '../transcript/reading.ts';
import { oneLine } from '../transcript/visible.ts';
import type { DiffReport, DiffSide } from './report.ts';
import { countsText, decisiveText, firstText, outcomeText, rowText, stepsText } from './report-words.ts';

/** A summary to paste into an issue or a message: sides, counts, first and decisive divergence. */
export function summaryMarkdown(report: DiffReport): string {
  const { sides, comparison } = report;
  const [first, decisive] = [firstText(report), decisiveText(report)];
  return [
    `### ${md(report.title)}`,
    '',
    ...sides.map((side) => `- **${side.letter}** ${md(side.name)}: ${md(sideWords(side))}`),
    '',
    `${comparison.rows.length} aligned steps: ${countsText(report)}.`,
    '',
    first === undefined ? '- No step differs.' : `- First divergence: ${md(first)}${titleAt(report, comparison.first)}`,
    decisive === undefined
      ? '- Decisive divergence: unknown (no values, or both sides end alike).'
      : `- Decisive divergence: ${md(decisive)}${titleAt(report, comparison.decisive?.row)}`,
    '',
  ].join('\n');
}

/** The summary and the aligned steps as a table. */
export function reportMarkdown(report: DiffReport): string {
  const { sides, comparison } = report;
  const cell = (side: DiffSide, at: number | undefined): string => {
    const head = at === undefined ? undefined : side.steps[at];
    if (!head || at === undefined) return '';
    const value = side.values?.[at];
    const score = value === undefined ? '' : ` (${scoreText(value)})`;
    return `${at + 1}${score} ${md(`${head.tool} ${head.title}`.slice(0, 120))}`;
  };
  const mark = (row: number): string =>
    [row === comparison.first ? ' **first divergence**' : '', row === comparison.decisive?.row ? ' **decisive**' : ''].join('');
  return [
    summaryMarkdown(report),
    `| | ${sides.map(({ letter }) => letter).join(' | ')} |`,
    `|---|${sides.map(() => '---').join('|')}|`,
    ...comparison.rows.map(
      (row, k) => `| ${rowText(row, sides)}${mark(k)} | ${sides.map((side, s) => cell(side, row.steps[s])).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

/** Log text as Markdown that shows it as it stands and is pleasant to read before it is rendered too. */
const md = (text: string): string => oneLine(text, 400).replace(/[\\`*[\]<>|~]/g, '\\$&');

const sideWords = (side: DiffSide): string =>
  [outcomeText(side), stepsText(side), side.model, side.update === undefined ? undefined : `update ${side.update}`, side.file]
    .filter((part) => part !== undefined)
    .join(' · ');

function titleAt({ sides, comparison }: DiffReport, row: number | undefined): string {
  const steps = row === undefined ? undefined : comparison.rows[row]?.steps;
  const said = sides.flatMap((side, k) => {
    const head = side.steps[steps?.[k] ?? -1];
    return head ? [`\n  - ${side.letter}${head.index + 1} ${md(`${head.tool} ${head.title}`.slice(0, 160))}`] : [];
  });
  return said.join('');
}
