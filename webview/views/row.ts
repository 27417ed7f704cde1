import { html, nothing, svg, type TemplateResult } from 'lit';
import { oneLine } from '../../src/core/transcript/visible.ts';
import type { StepHead } from '../../src/protocol/panel.ts';
import { type PanelModel, PREAMBLE } from '../model.ts';
import * as format from '../parts/format.ts';
import { matches } from '../parts/matches.ts';
import { icon, kindIcon } from '../ui/icons.ts';

/** The one line of a step in the list. It is a button: it opens and closes the step. */
export function rowHead(model: PanelModel, step: number, open: boolean): TemplateResult {
  const current = step === model.selected;
  return html`<button
    class="head"
    tabindex=${current ? 0 : -1}
    aria-expanded=${open}
    aria-current=${current ? 'step' : 'false'}
    @click=${() => model.toggle(step)}
  >
    ${step === PREAMBLE ? preambleCells(model) : stepCells(model, step)}
  </button>`;
}

function preambleCells(model: PanelModel): TemplateResult {
  const text = model.snapshot?.task.text;
  return html`<span class="index"></span><span class="score"></span><span class="change"></span>
    <span class="kind">${icon('task')}</span><span class="tool">task</span>
    <span class="title">${marked(text ? oneLine(text, 240) : 'system and first messages', model.search?.query)}</span>`;
}

function stepCells(model: PanelModel, step: number): TemplateResult | typeof nothing {
  const { snapshot, deltas } = model;
  const head = snapshot?.steps[step];
  if (!head) return nothing;
  const value = snapshot?.scores?.values[step];
  const delta = deltas[step];
  const scale = Math.max(0.05, Math.abs(model.ranked[0]?.value ?? 0));
  return html`<span class="index num">${format.stepNumber(step)}</span>
    <span class="score num">${value === undefined ? html`<span class="quiet" aria-hidden="true">·</span><span class="sr">no score</span>` : html`<span class="sr">score </span>${format.score(value)}`}</span>
    <span class="change">${delta ? changeBar(delta / scale, delta) : nothing}</span>
    <span class="kind">${icon(kindIcon(head.kind))}</span>
    <span class="tool">${marked(head.tool, model.search?.query)}</span>
    <span class="title">${errorSign(head)}${marked(head.title, model.search?.query)}</span>
    <span class="extra num">${extras(head)}</span>`;
}

const errorSign = (head: StepHead): TemplateResult | typeof nothing =>
  head.isError ? html`<span class="error"><span aria-hidden="true">✗</span> error</span>` : nothing;

/** Bars of change lie around a common middle: right is up, left is down. */
function changeBar(part: number, delta: number): TemplateResult {
  const size = Math.max(1, Math.min(1, Math.abs(part)) * 26);
  return html`<svg class=${delta > 0 ? 'up' : 'down'} viewBox="0 0 56 10" aria-hidden="true">
      <path class="axis" d="M28 0v10"></path>
      ${svg`<rect x=${delta > 0 ? 28 : 28 - size} y="1" width=${size} height="8" rx="1"></rect>`}
    </svg><span class="sr">${delta > 0 ? 'rose' : 'fell'} by ${format.score(Math.abs(delta))}</span>`;
}

function extras(head: StepHead): TemplateResult {
  return html`${head.hasImage ? html`<span title="has an image">${icon('image')}</span>` : nothing}
    ${head.reward === undefined ? nothing : html`<span title="reward of this step, as logged">r ${format.score(head.reward)}</span>`}
    ${head.tokens === undefined ? nothing : html`<span>${format.count(head.tokens)} tok</span>`}`;
}

/** Log text with the matches of the search marked. */
export function marked(text: string, query: string | undefined): unknown {
  if (!query) return text;
  return matches(text, query).map((part) => (part.hit ? html`<mark>${part.text}</mark>` : part.text));
}
