import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { parseFrom } from '../../src/core/credit/choice.ts';
import { isSupposed, type WhatIf } from '../../src/core/credit/what-if.ts';
import { phrases, whatIfNote } from '../../src/core/credit/what-if-note.ts';
import { PanelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { fieldStyle } from '../ui/field-style.ts';
import { base } from '../ui/theme.ts';
import { SOURCES, titleOf, unitLong } from './words.ts';

const FROM = ['log', 'scorer', 'change', 'blend'] as const;

/** Another outcome, a step less, other rewards: how credit would move. The strip then shows both. */
@customElement('rl-what-if')
export class WhatIfBlock extends PanelElement {
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
        margin: 4px 0 6px;
      }
      input[type='number'] {
        width: 12ch;
      }
      p {
        margin: 3px 0;
        line-height: 1.45;
      }
      .acts {
        display: flex;
        gap: 12px;
      }
    `,
  ];
  @property({ attribute: false }) index = 0;
  @state() private open = false;

  override render(): TemplateResult {
    const { what } = this.model.credit;
    const supposed = isSupposed(what);
    return html`<button class="link" aria-expanded=${this.open || supposed} @click=${() => {
      this.open = !this.open;
    }}>what if <span aria-hidden="true">${this.open || supposed ? '▾' : '▸'}</span></button>
    ${this.open || supposed ? this.fields(what, supposed) : nothing}`;
  }

  private fields(what: WhatIf, supposed: boolean): TemplateResult {
    const { index } = this;
    const { outcome } = this.model.snapshot ?? {};
    const step = format.stepNumber(index);
    const dropped = what.drop?.includes(index) ?? false;
    const others = (what.rewards ?? []).filter(([t]) => t !== index);
    const reward = what.rewards?.find(([t]) => t === index)?.[1];
    return html`<div class="grid" @keydown=${(event: KeyboardEvent) => event.stopPropagation()}>
        ${this.number('outcome', 'final reward of this sample', what.outcome, (value) => ({ outcome: value }), outcome?.reward)}
        <label for="drop">step ${step} not taken</label>
        <input id="drop" type="checkbox" .checked=${dropped} @change=${() => this.set({ drop: dropped ? what.drop?.filter((t) => t !== index) : [...(what.drop ?? []), index] })} />
        ${this.number('reward', `reward of step ${step}`, reward, (value) => ({ rewards: value === undefined ? others : [...others, [index, value]] }), this.model.snapshot?.steps[index]?.reward)}
        ${this.number('scale', 'all rewards times', what.scale, (value) => ({ scale: value }), 1)}
        ${this.number('cap', 'no reward beyond ±', what.cap, (value) => ({ cap: value }), undefined, 0)}
        <label for="from">step rewards</label>
        <select id="from" @change=${(e: Event) => this.source((e.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${what.from === undefined}>as they are</option>
          ${FROM.map((kind) => html`<option value=${kind} ?selected=${what.from?.kind === kind}>${SOURCES[kind]}</option>`)}
        </select>
      </div>
      ${supposed ? this.outcome(what) : nothing}`;
  }

  private number(
    id: string,
    label: string,
    value: number | undefined,
    change: (value: number | undefined) => WhatIf,
    now: number | undefined,
    min?: number,
  ): TemplateResult {
    const set = (event: Event): void => {
      const { value: text, valueAsNumber, validity } = event.target as HTMLInputElement;
      if (text === '' && !validity.badInput) this.set(change(undefined));
      else if (validity.valid && Number.isFinite(valueAsNumber)) this.set(change(valueAsNumber));
    };
    return html`<label for=${id}>${label}</label>
      <input id=${id} type="number" step="any" min=${min ?? nothing} placeholder=${now === undefined ? (id === 'cap' ? 'none' : 'unknown') : format.score(now)} .value=${value === undefined ? '' : String(value)} @change=${set} />`;
  }

  private outcome(what: WhatIf): TemplateResult {
    const { lane, supposedLane: then } = this.model.credit;
    const moved = lane && then ? lane.values.filter((v, t) => !same(v, then.values[t])).length : 0;
    return html`<p role="status">If ${phrases(what).join(', ')}: ${lane && then ? html`<b>${titleOf(lane)}</b> changes at ${moved} of ${format.plural(lane.values.length, 'step')}${then.known ? '' : `; ${then.reason ?? 'it gives no number then'}`}.` : 'being worked out…'}
        <span class="quiet">In the strip, bars are what would be, dashed outlines what is.</span></p>
      <div class="acts"><button class="link" @click=${() => this.model.credit.suppose({})}>reset</button>
        <button class="link" @click=${() => this.copy(what)}>copy as note</button></div>`;
  }

  private source(kind: string): void {
    this.set({ from: kind === '' ? undefined : (parseFrom(kind) as WhatIf['from']) });
  }

  private set(change: WhatIf): void {
    const { credit } = this.model;
    credit.suppose({ ...credit.what, ...change });
  }

  private copy(what: WhatIf): void {
    const { credit, snapshot } = this.model;
    const methods = credit.lanes.flatMap((lane) => {
      const then = credit.supposed.find((l) => l.choice === lane.choice);
      return then
        ? [{ title: titleOf(lane), unit: unitLong(lane.unit), before: lane.values, after: then.values, reason: then.reason }]
        : [];
    });
    this.model.host.rpc.send('copy', { text: whatIfNote(`sample ${(snapshot?.sample ?? 0) + 1}`, what, methods) });
    this.model.say('the note is on the clipboard');
  }
}

const same = (a: number | undefined, b: number | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && Math.abs(a - b) < 1e-9);
