import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type CreditChoice, formatChoice, formatFrom, parseChoice, parseFrom } from '../../src/core/credit/choice.ts';
import type { Json } from '../../src/core/model/json.ts';
import type { CreditMethodInfo, ParamSpec } from '../../src/protocol/credit.ts';
import { PanelElement } from '../element.ts';
import { fieldStyle } from '../ui/field-style.ts';
import { base } from '../ui/theme.ts';
import { SOURCES, titleOf } from './words.ts';

const FROM = ['auto', 'log', 'scorer', 'change', 'blend'] as const;

/** The parameters of the method in the strip; every change is drawn at once. */
@customElement('rl-credit-params')
export class CreditParams extends PanelElement {
  static override styles = [
    base,
    fieldStyle,
    css`
      :host {
        display: block;
        margin-top: 8px;
      }
      .grid {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 3px 10px;
        align-items: center;
        margin: 4px 0 0;
      }
      input[type='number'] {
        width: 12ch;
      }
      select {
        max-width: 20ch;
      }
    `,
  ];
  @state() private open = false;

  override render(): TemplateResult | typeof nothing {
    const { credit } = this.model;
    const lane = credit.lane ?? credit.lanes[0];
    const choice = lane && parseChoice(lane.choice);
    if (!lane || !choice) return nothing;
    const info = credit.methods?.find((m) => m.id === lane.method);
    return html`<button class="link" aria-expanded=${this.open} @click=${this.toggle}>${titleOf(lane)}: parameters <span aria-hidden="true">${this.open ? '▾' : '▸'}</span></button>
    ${this.open && info ? this.fields(info, choice) : nothing}`;
  }

  private toggle(): void {
    this.open = !this.open;
    if (this.open) void this.model.credit.loadMethods();
  }

  private fields(info: CreditMethodInfo, choice: CreditChoice): TemplateResult {
    const changed = Object.keys(choice.params).length > 0 || choice.from.kind !== 'auto';
    return html`<div class="grid" @keydown=${(event: KeyboardEvent) => event.stopPropagation()}>
      ${info.takesRewards ? this.source(choice) : nothing} ${info.params.map((spec) => this.field(spec, choice))}
      ${info.params.length === 0 && !info.takesRewards ? html`<span class="quiet">it has none</span>` : nothing}
    </div>
    ${changed ? html`<button class="link" @click=${() => this.set(choice, { ...choice, params: {}, from: { kind: 'auto' } })}>defaults</button>` : nothing}`;
  }

  private source(choice: CreditChoice): TemplateResult {
    const { from } = choice;
    const pick = (text: string): void => this.set(choice, { ...choice, from: parseFrom(text) });
    return html`<label for="from">step rewards</label>
      <select id="from" .value=${from.kind} @change=${(e: Event) => pick((e.target as HTMLSelectElement).value)}>
        ${FROM.map((kind) => html`<option value=${kind} ?selected=${kind === from.kind}>${SOURCES[kind]}</option>`)}
      </select>
      ${
        from.kind === 'blend'
          ? html`<label for="weight">weight of the score</label>
              <input id="weight" type="number" min="0" max="1" step="0.1" .value=${String(from.weight)} @input=${(e: Event) => pick(formatFrom({ kind: 'blend', weight: Number((e.target as HTMLInputElement).value) }))} />`
          : nothing
      }`;
  }

  private field(spec: ParamSpec, choice: CreditChoice): TemplateResult | typeof nothing {
    const value = choice.params[spec.id] ?? spec.default;
    const set = (next: Json): void => {
      const { [spec.id]: _, ...others } = choice.params;
      this.set(choice, {
        ...choice,
        params: JSON.stringify(next) === JSON.stringify(spec.default) ? others : { ...others, [spec.id]: next },
      });
    };
    const label = html`<label for=${spec.id}>${spec.name}</label>`;
    if (spec.choices)
      return html`${label}<select id=${spec.id} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
          ${spec.choices.map((c) => html`<option ?selected=${c === value}>${c}</option>`)}
        </select>`;
    if (typeof spec.default === 'boolean')
      return html`${label}<input id=${spec.id} type="checkbox" .checked=${value === true} @change=${(e: Event) => set((e.target as HTMLInputElement).checked)} />`;
    if (typeof spec.default !== 'number') return nothing;
    const number = (event: Event): void => {
      const { value: text, valueAsNumber } = event.target as HTMLInputElement;
      if (text !== '' && Number.isFinite(valueAsNumber)) set(valueAsNumber);
    };
    return html`${label}<input id=${spec.id} type="number" step="any" min=${spec.min ?? nothing} max=${spec.max ?? nothing} .value=${String(value)} @input=${number} />`;
  }

  private set(before: CreditChoice, after: CreditChoice): void {
    const { credit } = this.model;
    const [from, to] = [formatChoice(before), formatChoice(after)];
    if (from === to) return;
    credit.pin(
      credit.choices.map((c) => (c === from ? to : c)),
      to,
    );
  }
}
