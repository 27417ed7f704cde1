import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { MOST_CHOICES } from '../../src/core/credit/choice.ts';
import type { CreditMethodInfo } from '../../src/protocol/credit.ts';
import { PanelElement } from '../element.ts';
import { fieldStyle } from '../ui/field-style.ts';
import { base } from '../ui/theme.ts';
import { pickerStyle } from './picker-style.ts';
import { unitLong } from './words.ts';

/** Every method by what it needs; those this trajectory cannot feed say what is missing. */
@customElement('rl-credit-picker')
export class CreditPicker extends PanelElement {
  static override styles = [base, fieldStyle, pickerStyle];
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('input[type=search]') private readonly field!: HTMLInputElement;
  @state() private filter = '';

  override firstUpdated(): void {
    this.dialog.showModal();
    this.field.focus();
    void this.model.credit.loadMethods();
  }

  override render(): TemplateResult {
    const { credit } = this.model;
    const ready = credit.methods?.filter((m) => m.reason === undefined).length ?? 0;
    return html`<dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new CustomEvent('close-picker'))} @click=${this.outside} @keydown=${(event: KeyboardEvent) => event.stopPropagation()}>
      <header>
        <h2 id="title">Credit methods</h2>
        <span class="quiet num" role="status">${credit.choices.length} of ${MOST_CHOICES} side by side${credit.methods ? ` · ${ready} of ${credit.methods.length} can be computed here` : ''}</span>
        <input type="search" aria-label="Find a method" placeholder="Find: name, paper, what it tells" @input=${(event: Event) => {
          this.filter = (event.target as HTMLInputElement).value.toLowerCase();
        }} />
      </header>
      <div class="list" tabindex="-1">${credit.methods ? this.groups(credit.methods) : html`<p class="quiet">${credit.failure ?? 'looking at what the log holds…'}</p>`}</div>
      <footer><tk-button @click=${() => this.dialog.close()}>Done</tk-button></footer>
    </dialog>`;
  }

  private groups(methods: readonly CreditMethodInfo[]): unknown {
    const found = methods.filter((m) => this.isFound(m));
    if (found.length === 0) return html`<p class="quiet">No method is called that.</p>`;
    return [...Map.groupBy(found, (m) => m.group)].map(
      ([title, members]) =>
        html`<fieldset>
          <legend>${title}</legend>
          ${ordered(members).map((m) => this.method(m))}
        </fieldset>`,
    );
  }

  private isFound({ id, name, paper, learn }: CreditMethodInfo): boolean {
    return this.filter === '' || [id, name, paper, learn].some((text) => text.toLowerCase().includes(this.filter));
  }

  private method(m: CreditMethodInfo): TemplateResult {
    const { choices } = this.model.credit;
    const pinned = choices.filter((c) => c.split(' ')[0] === m.id);
    const off = pinned.length === 0 && (m.reason !== undefined || choices.length >= MOST_CHOICES);
    return html`<label class=${m.reason === undefined ? 'method' : 'method lacking'} title=${m.paper}>
      <input type="checkbox" .checked=${pinned.length > 0} ?disabled=${off} @change=${() => this.toggle(m, pinned)} />
      <span class="name">${m.name} <code>${m.id}</code></span>
      <span class="kind">${m.granularity === 'trajectory' ? 'one number a rollout' : `per ${m.granularity}`} · ${unitLong(m.unit)}</span>
      <span class="about">${m.learn}</span>
      ${m.reason === undefined ? nothing : html`<span class="reason">${m.reason}</span>`}
    </label>`;
  }

  private toggle(m: CreditMethodInfo, pinned: readonly string[]): void {
    const { credit } = this.model;
    if (pinned.length > 0) credit.pin(credit.choices.filter((c) => !pinned.includes(c)));
    else credit.pin([...credit.choices, m.id].slice(0, MOST_CHOICES), m.id);
  }

  private outside(event: MouseEvent): void {
    if (event.target === this.dialog) this.dialog.close();
  }
}

/** What can be computed comes first. */
const ordered = (methods: readonly CreditMethodInfo[]): readonly CreditMethodInfo[] => [
  ...methods.filter((m) => m.reason === undefined),
  ...methods.filter((m) => m.reason !== undefined),
];
