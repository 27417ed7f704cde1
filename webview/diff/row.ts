import { html, nothing, type TemplateResult } from 'lit';
import type { ComparisonRow } from '../../src/core/diff/compare.ts';
import type { DiffReport, DiffSide } from '../../src/core/diff/report.ts';
import { likenessText, rowText } from '../../src/core/diff/report-words.ts';
import * as format from '../parts/format.ts';
import { icon, kindIcon } from '../ui/icons.ts';

const SIGNS = { same: '=', changed: '≠', partly: '◦' } as const;

/** What a row is: a sign, a word, and whether the sides part here. The hover explains the likeness. */
export function rowMark(report: DiffReport, at: number): TemplateResult {
  const { rows, first, decisive } = report.comparison;
  const row = rows[at] as ComparisonRow;
  const why = [rowText(row, report.sides), row.likeness ? likenessText(row.likeness) : ''].filter(Boolean).join('\n');
  return html`<span class="what" title=${why}>
    <span class="sign" aria-hidden="true">${SIGNS[row.kind]}</span>
    ${at === decisive?.row ? html`<span class="flag">decisive</span>` : nothing}
    ${at === first && at !== decisive?.row ? html`<span class="flag">first</span>` : nothing}
    ${at === first && at === decisive?.row ? html`<span class="sr">first divergence</span>` : nothing}
    <span class=${at === first || at === decisive?.row ? 'sr' : ''}>${short(row, report.sides)}</span>
  </span>`;
}

function short(row: ComparisonRow, sides: readonly DiffSide[]): string {
  if (row.kind === 'same') return 'same';
  const here = sides.filter((_, k) => row.steps[k] !== undefined).map(({ letter }) => letter);
  const missing = sides.filter((_, k) => row.steps[k] === undefined).map(({ letter }) => letter);
  if (missing.length > 0) return missing.length < here.length ? `not in ${missing.join(' ')}` : `only ${here.join(' ')}`;
  return row.likeness ? `${Math.round(row.likeness.value * 100)} % alike` : 'changed';
}

/** The step of one side in a row. */
export function sideCell(side: DiffSide, at: number | undefined): TemplateResult {
  const head = at === undefined ? undefined : side.steps[at];
  if (!head || at === undefined) return html`<span class="cell none"><span class="sr">${side.letter}: no step</span></span>`;
  const value = side.values?.[at];
  const before = at > 0 ? side.values?.[at - 1] : undefined;
  const delta = value === undefined || before === undefined ? 0 : value - before;
  return html`<span class="cell">
    <span class="number num quiet"><span class="sr">${side.letter}</span>${format.stepNumber(at)}</span>
    <span class="score num ${Math.abs(delta) >= 0.1 ? (delta > 0 ? 'up' : 'down') : ''}">${value === undefined ? nothing : html`<span class="sr">score </span>${format.score(value)}`}</span>
    <span class="quiet">${icon(kindIcon(head.kind))}</span>
    <span class="tool quiet">${head.tool}</span>
    <span class="title">${head.isError ? html`<span class="error"><span aria-hidden="true">✗</span> error</span>` : nothing}${head.title}</span>
    <span class="extra num">
      ${Math.abs(delta) >= 0.1 ? html`<span class=${delta > 0 ? 'up' : 'down'} title="change of the score from the step before">${delta > 0 ? '▲' : '▼'} ${format.change(delta)}</span>` : nothing}
      ${head.reward === undefined ? nothing : html`<span title="reward of this step, as logged">r ${format.score(head.reward)}</span>`}
      ${head.tokens === undefined ? nothing : html`<span class="usage">${format.count(head.tokens)} tok</span>`}
      ${head.durationMs === undefined ? nothing : html`<span class="usage">${format.duration(head.durationMs)}</span>`}
    </span>
  </span>`;
}
