import { html, nothing, type TemplateResult } from 'lit';
import type { DiffReport, DiffSide } from '../../src/core/diff/report.ts';
import { outcomeText } from '../../src/core/diff/report-words.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import * as format from '../parts/format.ts';
import { icon } from '../ui/icons.ts';
import type { DiffModel } from './model.ts';

/** The heads of the columns: which trajectory, how it ended, how long it is. */
export function columnHeads(model: DiffModel, report: DiffReport): TemplateResult {
  return html`<div class="corner">${format.plural(report.comparison.rows.length, 'row')}</div>
    ${report.sides.map((side) => columnHead(model, side, report.sides.length))}`;
}

function columnHead(model: DiffModel, side: DiffSide, sides: number): TemplateResult {
  const { success } = side.outcome;
  const last = side.values?.findLast((v) => v !== undefined);
  return html`<div class="side">
    <div class="name">
      <span class="letter">${side.letter}</span>
      <button class="link" title=${`Open ${visible(side.name)}\n${visible(side.file)}`} @click=${() => model.host.rpc.send('openPanel', { id: side.id })}>${visible(side.name)}</button>
      ${sides > 2 ? html`<button class="iconic remove" aria-label=${`Take ${side.letter} out`} title="Take out of the diff" @click=${() => model.host.rpc.send('remove', { id: side.id })}>${icon('close')}</button>` : nothing}
    </div>
    <div class="facts">
      <span class=${success === undefined ? '' : success ? 'solved' : 'failed'}>${success === undefined ? nothing : icon(success ? 'check' : 'error')} ${outcomeText(side)}</span>
      <span>${format.plural(side.steps.length, 'step')}</span>
      ${last === undefined ? nothing : html`<span>last score ${format.score(last)}</span>`}
      ${side.model === undefined ? nothing : html`<span>${visible(side.model)}</span>`}
      ${side.update === undefined ? nothing : html`<span>update ${side.update}</span>`}
    </div>
  </div>`;
}
