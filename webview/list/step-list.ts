import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { PanelElement } from '../element.ts';
import { PREAMBLE, type Reveal } from '../model.ts';
import type { Viewport } from '../plot/strip.ts';
import { base } from '../ui/theme.ts';
import { rowHead } from '../views/row.ts';
import { rowStyle } from '../views/row-style.ts';
import '../views/preamble.ts';
import '../views/step-body.ts';
import { VirtualRows } from './virtual.ts';

/** Height of a closed row in pixels; the style sheet says the same. */
const ROW = 24;
/** Long enough for the rows around the restored place to be pulled and measured. */
const RESTORE_MS = 1000;

/** The steps, one row each, with the preamble as row 0. Only rows near the viewport are in the page. */
@customElement('rl-step-list')
export class StepList extends PanelElement {
  static override styles = [base, rowStyle];
  @query('.scroller') private readonly scroller!: HTMLElement | null;
  @query('.spacer') private readonly spacer!: HTMLElement;
  @query('.rows') private readonly rows!: HTMLElement;
  private shown = 0;
  private shownId: string | undefined;
  private stick = false;
  private pending: Reveal | undefined;
  /** Where the list was before it was thrown away; kept at while the rows around it are measured. */
  private restoring: number | undefined;

  private readonly virtual = new VirtualRows(this, {
    scroller: () => this.scroller,
    count: () => this.model.count + 1,
    estimate: (row) => (this.model.expanded.has(row - 1) ? 260 : ROW),
    key: (row) => `${this.model.snapshot?.id ?? ''}/${row}`,
    onScroll: () => this.scrolled(),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.model.onReveal = (reveal) => {
      this.stick = false;
      this.pending = reveal;
      this.requestUpdate();
    };
  }

  override render(): TemplateResult {
    const { model } = this;
    const rows = this.virtual.rows;
    return html`<div class="scroller" tabindex="-1" @wheel=${this.settle} @pointerdown=${this.settle}>
      <div class="spacer" role="presentation">
        <div class="rows ${model.scored ? '' : 'unscored'}" role="list" aria-label="Steps">
          ${repeat(
            rows,
            (row) => row.key,
            (row) => this.row(row.index - 1, row.index),
          )}
        </div>
      </div>
    </div>
      ${model.unseen > 0 && !this.stick ? html`<button class="pill" @click=${this.toEnd}>${model.unseen} new ${model.unseen === 1 ? 'step' : 'steps'} ↓</button>` : nothing}`;
  }

  private row(step: number, row: number): TemplateResult {
    const { model } = this;
    const open = model.expanded.has(step);
    return html`<div
      class="row ${step === model.selected ? 'selected' : ''} ${open ? 'open' : ''}"
      role="listitem"
      data-row=${row}
      data-step=${step}
      aria-posinset=${row + 1}
      aria-setsize=${model.count + 1}
    >
      ${rowHead(model, step, open)}
      ${open ? (step === PREAMBLE ? html`<rl-preamble .model=${model}></rl-preamble>` : html`<rl-step-body .model=${model} .index=${step}></rl-step-body>`) : nothing}
    </div>`;
  }

  protected override willUpdate(_: PropertyValues): void {
    const { snapshot, count } = this.model;
    if (snapshot?.id === this.shownId && count > this.shown) this.stick = this.stick || this.virtual.atEnd();
  }

  protected override updated(_: PropertyValues): void {
    const { model } = this;
    const first = this.virtual.rows[0];
    this.spacer.style.setProperty('height', `${this.virtual.height}px`);
    this.rows.style.setProperty('top', `${first?.start ?? 0}px`);
    if (model.snapshot?.id !== this.shownId) {
      this.shownId = model.snapshot?.id;
      this.stick = false;
      this.restoring = model.startAt > 0 ? model.startAt : undefined;
      if (this.restoring === undefined) this.virtual.toOffset(0);
      else setTimeout(() => this.settle(), RESTORE_MS);
    }
    this.shown = model.count;
    if (this.pending) this.reveal(this.pending);
    else if (this.restoring !== undefined) this.virtual.toFraction(this.restoring);
    else if (this.stick && !this.virtual.atEnd()) this.virtual.toEnd();
    if (this.stick) model.seenEnd();
  }

  private settle(): void {
    this.restoring = undefined;
  }

  private reveal(reveal: Reveal): void {
    this.pending = undefined;
    this.settle();
    if (reveal.align === 'body') {
      void this.showBody(reveal.step);
      return;
    }
    const long = this.model.expanded.has(reveal.step);
    this.virtual.toRow(reveal.step + 1, long && reveal.align !== 'auto' ? 'start' : reveal.align);
    if (reveal.match !== undefined) void this.showMatch(reveal.step, reveal.match);
    this.focusRow(reveal.step);
  }

  /** Keeps the keyboard where the eye is, unless it is in the search field or on the strip. */
  private focusRow(step: number): void {
    if (!this.shadowRoot?.activeElement) return;
    this.updateComplete.then(() => this.head(step)?.focus({ preventScroll: true }));
  }

  private head(step: number): HTMLElement | null {
    return this.rows.querySelector<HTMLElement>(`[data-step="${step}"] .head`);
  }

  private async showBody(step: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 80));
    const row = this.rows.querySelector(`[data-step="${step}"]`)?.getBoundingClientRect();
    const view = this.scroller?.getBoundingClientRect();
    if (!row || !view || row.bottom <= view.bottom) return;
    this.scrollByPixels(Math.min(row.bottom - view.bottom, row.top - view.top));
  }

  /** The step may have to be pulled and drawn first, so its marks are looked for a while. */
  private async showMatch(step: number, match: NonNullable<Reveal['match']>): Promise<void> {
    for (let turn = 0; turn < 25; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      const body = this.rows.querySelector(`[data-step="${step}"]`)?.querySelector('rl-step-body, rl-preamble');
      const marks = marksIn(body?.shadowRoot, '');
      const ofField = marks.filter(({ field }) => field.startsWith(match.field));
      const choice = ofField.length > 0 ? ofField : marks;
      const chosen = choice[Math.min(match.nth, choice.length - 1)]?.mark;
      if (!chosen) continue;
      for (const { mark } of marks) mark.classList.toggle('now', mark === chosen);
      chosen.scrollIntoView({ block: 'center' });
      return;
    }
  }

  private scrolled(): void {
    const { scroller, model } = this;
    if (!scroller) return;
    this.stick = model.snapshot?.live === true && this.virtual.atEnd();
    if (this.virtual.atEnd()) model.seenEnd();
    const { from, to } = this.virtual.visible();
    if (this.restoring === undefined) model.scrolled(scroller.scrollTop, from);
    this.dispatchEvent(new CustomEvent<Viewport>('viewport', { detail: { from: Math.max(0, from - 1), to: Math.max(0, to - 1) } }));
  }

  private toEnd(): void {
    this.settle();
    this.virtual.toEnd();
  }

  /** Puts a step, with fraction, at the top. */
  scrollToStep(position: number): void {
    this.settle();
    this.virtual.toFraction(position + 1);
  }

  page(by: 1 | -1): void {
    this.scrollByPixels(by * 0.9 * (this.scroller?.clientHeight ?? 0));
  }

  focusSelected(): void {
    this.head(this.model.selected)?.focus({ preventScroll: true });
  }

  scrollByPixels(pixels: number): void {
    this.settle();
    this.scroller?.scrollBy(0, pixels);
  }
}

interface Mark {
  readonly mark: HTMLElement;
  /** Path of the field it stands in, `observations.0.text`. */
  readonly field: string;
}

function marksIn(root: ShadowRoot | null | undefined, field: string): Mark[] {
  const own = [...(root?.querySelectorAll<HTMLElement & { readonly field?: string }>('mark, rl-text, rl-json, rl-diff') ?? [])];
  return own.flatMap((node) => (node.localName === 'mark' ? [{ mark: node, field }] : marksIn(node.shadowRoot, node.field ?? field)));
}
