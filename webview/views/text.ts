import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Json } from '../../src/core/model/json.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import { type Folded, fold, foldProse, portion, portions } from '../parts/fold.ts';
import { Foldable } from '../parts/foldable.ts';
import * as format from '../parts/format.ts';
import { jsonText } from '../parts/json-rows.ts';
import { contains } from '../parts/matches.ts';
import { proseBlocks, proseParts } from '../parts/prose.ts';
import { base } from '../ui/theme.ts';
import { blockStyle } from './block-style.ts';
import './json.ts';
import { marked } from './row.ts';

export type Look = 'prose' | 'output' | 'command' | 'code' | 'error';

const AS_TEXT = 100;

/** A text of a step under its label: long ones folded, cut ones fetched when opened, always as text. */
@customElement('rl-text')
export class LogText extends Foldable {
  static override styles = [
    base,
    blockStyle,
    css`
      .portion {
        content-visibility: auto;
        contain-intrinsic-size: auto 400px;
      }
      .command::before {
        content: '$ ';
        color: var(--quiet);
      }
    `,
  ];
  @property({ attribute: false }) label = '';
  /** Beside the label, in its own spelling: a tool, a speaker. */
  @property({ attribute: false }) tag = '';
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) look: Look = 'output';
  /** Whole length in characters when the host cut the text. */
  @property({ attribute: false }) whole: number | undefined;
  private source: string | undefined;
  private shown = '';
  private folded: Folded | undefined;
  private json: Json | undefined;

  protected override willUpdate(): void {
    if (this.source === this.text) return;
    this.source = this.text;
    this.shown = visible(this.text).replace(/\n+$/, '');
    this.folded = this.look === 'prose' ? foldProse(this.shown) : fold(this.shown);
    this.json = this.look === 'output' && this.whole === undefined ? jsonText(this.shown) : undefined;
  }

  override render(): TemplateResult {
    const tree = this.json !== undefined && this.level < AS_TEXT;
    return html`${this.header(tree)}
      ${
        tree
          ? html`<rl-json .model=${this.model} .step=${this.step} .field=${`${this.field}#tree`} .value=${this.json}></rl-json>`
          : this.body()
      }`;
  }

  private get open(): boolean {
    if (this.level > 0) return true;
    return this.query !== '' && contains(this.shown, this.query) && this.folded !== undefined && !this.hitShown(this.folded);
  }

  private hitShown(folded: Folded): boolean {
    return contains(folded.head, this.query) || contains(folded.tail, this.query);
  }

  private header(tree: boolean): TemplateResult | typeof nothing {
    const long = this.folded !== undefined || this.whole !== undefined;
    if (this.label === '' && !long) return nothing;
    return html`<div class="label">
      <span>${this.label}</span>${this.tag === '' ? nothing : html`<span class="plain">${this.tag}</span>`}
      ${
        this.json !== undefined
          ? html`<button class="size" @click=${() => this.setLevel(tree ? AS_TEXT : 0)}>${tree ? 'as text' : 'as tree'}</button>`
          : long
            ? html`<button class="size" aria-expanded=${this.open} @click=${this.toggle}>${this.size()} <span aria-hidden="true">${this.open ? '▾' : '▸'}</span></button>`
            : nothing
      }
    </div>`;
  }

  private size(): string {
    const lines = this.folded?.lines ?? this.shown.split('\n').length;
    const all = this.whole === undefined ? format.plural(lines, 'line') : `${format.count(this.whole)} characters`;
    const long = lines < 3 && this.whole === undefined ? `${format.count(this.shown.length)} characters` : all;
    return this.open || !this.folded ? long : `${long}, ${this.folded.hidden > 0 ? this.folded.shown : 'two ends'} shown`;
  }

  private toggle(): void {
    if (this.level > 0) this.setLevel(0);
    else this.more();
  }

  private more(): void {
    if (this.whole !== undefined) this.model.wholeStep(this.step).catch((error: Error) => this.model.say(error.message));
    this.setLevel((this.level % AS_TEXT) + 1);
  }

  private body(): TemplateResult {
    const { folded } = this;
    if (this.look === 'prose') return this.prose();
    const look = `block ${this.look}`;
    if (!folded) return html`<pre class=${look}>${marked(this.shown, this.query)}</pre>${this.rest(this.shown.length)}`;
    if (!this.open) return this.closed(folded, look);
    const text = this.shown.slice(0, portion(Math.max(1, this.level % AS_TEXT)));
    return html`<pre class=${look}>${portions(text).map((part) => html`<div class="portion">${marked(part, this.query)}</div>`)}</pre>
      ${this.rest(text.length)}`;
  }

  private closed(folded: Folded, look: string): TemplateResult {
    const hidden = folded.hidden > 0 ? format.plural(folded.hidden, 'more line') : `${format.count(this.shown.length)} characters`;
    return html`<pre class=${look}>${marked(folded.head, this.query)}
<button class="fold" @click=${this.more}>⋯ ${this.whole === undefined ? hidden : `${format.count(this.whole)} characters in all`}</button>
${marked(folded.tail, this.query)}</pre>`;
  }

  private rest(shown: number): TemplateResult | typeof nothing {
    const all = this.whole ?? this.shown.length;
    if (shown >= all) return nothing;
    return html`<button class="link more" @click=${this.more}>show more · ${format.count(all - shown)} of ${format.count(all)} characters are not shown</button>`;
  }

  private prose(): TemplateResult {
    const text = this.folded && !this.open ? this.folded.head : this.shown.slice(0, portion(Math.max(1, this.level)));
    return html`<div class="prose">
        ${proseBlocks(text).map((block) => (block.kind === 'code' ? html`<pre class="block code">${marked(block.text, this.query)}</pre>` : html`<p>${this.inline(block.text)}</p>`))}
      </div>
      ${this.rest(text.length)}`;
  }

  private inline(text: string): unknown {
    return proseParts(text).map(({ text, kind }) => {
      const shown = marked(text, this.query);
      return kind === 'code' ? html`<code>${shown}</code>` : kind === 'bold' ? html`<strong>${shown}</strong>` : shown;
    });
  }
}
