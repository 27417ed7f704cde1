import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { visible } from '../../src/core/transcript/visible.ts';
import type { TokenHeat } from '../../src/protocol/credit.ts';
import { PanelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { fieldStyle } from '../ui/field-style.ts';
import { base } from '../ui/theme.ts';
import { blockStyle } from '../views/block-style.ts';

const LEVELS = 4;

/** The step's own tokens, coloured by a logged number: blue up, orange down, underlined the more the larger it is. */
@customElement('rl-token-heat')
export class TokenHeatView extends PanelElement {
  static override styles = [
    base,
    blockStyle,
    fieldStyle,
    css`
      .tokens {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        line-height: 1.65;
      }
      .tokens span {
        border-bottom: 2px solid transparent;
      }
      .u1 { border-bottom-color: color-mix(in srgb, var(--up) 30%, transparent) !important; }
      .u2 { border-bottom-color: color-mix(in srgb, var(--up) 60%, transparent) !important; background: color-mix(in srgb, var(--up) 8%, transparent); }
      .u3 { border-bottom-color: var(--up) !important; background: color-mix(in srgb, var(--up) 14%, transparent); }
      .u4 { border-bottom: 3px solid var(--up) !important; background: color-mix(in srgb, var(--up) 20%, transparent); }
      .d1 { border-bottom-color: color-mix(in srgb, var(--down) 30%, transparent) !important; border-bottom-style: dashed !important; }
      .d2 { border-bottom-color: color-mix(in srgb, var(--down) 60%, transparent) !important; border-bottom-style: dashed !important; background: color-mix(in srgb, var(--down) 8%, transparent); }
      .d3 { border-bottom-color: var(--down) !important; border-bottom-style: dashed !important; background: color-mix(in srgb, var(--down) 14%, transparent); }
      .d4 { border-bottom: 3px dashed var(--down) !important; background: color-mix(in srgb, var(--down) 20%, transparent); }
      .none { opacity: 0.75; }
      .label { display: flex; gap: 10px; align-items: center; }
    `,
  ];
  @property({ attribute: false }) index = 0;
  @state() private heat: TokenHeat | string | undefined;
  @state() private lane = 0;
  private asked: number | undefined;

  override render(): TemplateResult {
    const { heat } = this;
    if (heat === undefined || this.asked !== this.index) {
      return html`<div class="label"><span>Tokens</span><button class="link" @click=${() => void this.load()}>show numbers of the tokens</button></div>`;
    }
    if (typeof heat === 'string') return html`<p class="quiet">${visible(heat)}</p>`;
    const lane = heat.lanes[this.lane] ?? heat.lanes[0];
    if (!lane) return html`<p class="quiet">The log has no number for these tokens.</p>`;
    const known = lane.values.filter((v) => v !== null);
    const largest = known.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    return html`<div class="label"><span>Tokens</span>
        <select aria-label="Number of the tokens" @keydown=${(e: Event) => e.stopPropagation()} @change=${(e: Event) => {
          this.lane = Number((e.target as HTMLSelectElement).value);
        }}>${heat.lanes.map((l, i) => html`<option value=${i} ?selected=${i === this.lane}>${l.name}</option>`)}</select>
        <span class="plain num">${format.plural(heat.texts.length, 'token')} · full colour ±${format.score(largest)} · unbroken up, dashed down</span></div>
      <div class="block tokens">${heat.texts.map((text, k) => token(visible(text), lane.name, lane.values[k] ?? null, largest))}</div>
      ${heat.more > 0 ? html`<p class="quiet">${format.plural(heat.more, 'more token')} not shown</p>` : nothing}`;
  }

  private async load(): Promise<void> {
    const { index } = this;
    this.asked = index;
    try {
      this.heat = await this.model.credit.heat(index);
    } catch (error) {
      this.heat = error instanceof Error ? error.message : String(error);
    }
  }
}

function token(text: string, name: string, value: number | null, largest: number): TemplateResult {
  if (value === null) return html`<span class="none" title="${name} unknown">${text}</span>`;
  const level = largest === 0 ? 0 : Math.ceil((Math.abs(value) / largest) * LEVELS);
  return html`<span class=${level === 0 ? '' : `${value > 0 ? 'u' : 'd'}${level}`} title="${name} ${Number(value.toPrecision(4))}">${text}</span>`;
}
