import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RowField } from '../../src/core/diff/fields.ts';
import { likenessText, rowText } from '../../src/core/diff/report-words.ts';
import { type Piece, wordDiff } from '../../src/core/diff/words.ts';
import { ModelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { base } from '../ui/theme.ts';
import { blockStyle } from '../views/block-style.ts';
import type { DiffModel } from './model.ts';
import { gridStyle } from './style.ts';
import { shownPieces } from './text-pieces.ts';

/** An open row: what the steps of all sides say, field by field, with the words that differ marked. */
@customElement('rl-diff-body')
export class DiffBody extends ModelElement<DiffModel> {
  static override styles = [
    base,
    blockStyle,
    gridStyle,
    css`
      :host {
        padding: 0 0 10px;
      }
      .why {
        padding: 4px 12px 0 112px;
        font-size: var(--small);
        color: var(--quiet);
      }
      .why button {
        margin-left: 12px;
      }
      .name {
        padding: 9px 6px 0 25px;
        font-size: var(--small);
        color: var(--quiet);
      }
      .side {
        min-width: 0;
        padding: 6px 8px 0;
      }
      .none {
        color: var(--quiet);
        padding: 9px 18px 0;
      }
      del,
      ins {
        text-decoration: none;
        border-radius: 2px;
      }
      del {
        background: color-mix(in srgb, var(--down) 22%, transparent);
      }
      ins {
        background: color-mix(in srgb, var(--up) 22%, transparent);
      }
      :host-context(body.vscode-high-contrast) :is(del, ins) {
        background: none;
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      :host-context(body.vscode-high-contrast) del {
        color: var(--down);
      }
      :host-context(body.vscode-high-contrast) ins {
        color: var(--up);
      }
      .skip {
        display: block;
        width: 100%;
      }
    `,
  ];
  @property({ attribute: false }) row = 0;

  override render(): TemplateResult {
    const { report } = this.model.snapshot ?? {};
    const row = report?.comparison.rows[this.row];
    if (!report || !row) return html``;
    const texts = this.model.fields(this.row);
    const n = `n${report.sides.length}`;
    const links = report.sides.flatMap(({ id, letter }, k) => {
      const step = row.steps[k];
      return step === undefined
        ? []
        : [
            html`<button class="link" @click=${() => this.model.host.rpc.send('openPanel', { id, step })}>open ${letter}${step + 1}</button>`,
          ];
    });
    return html`<div class="why">${rowText(row, report.sides)}${row.likeness ? html` · ${likenessText(row.likeness)}` : nothing}${links}</div>
      ${
        texts === undefined
          ? html`<div class="why" role="status">reading…</div>`
          : 'failure' in texts
            ? html`<div class="why" role="alert">These steps could not be read: ${texts.failure}</div>`
            : texts.fields.map((field) => html`<div class="grid ${n}">${this.field(field)}</div>`)
      }`;
  }

  private field({ label, texts, cut }: RowField): TemplateResult {
    const base = texts.findIndex((text) => text !== undefined);
    const first = texts[base] ?? '';
    const second = texts.find((text, k) => k !== base && text !== undefined);
    return html`<div class="name">${label}${
      cut === undefined
        ? nothing
        : html` <button class="link" @click=${() => this.model.pull(this.row, true)}>cut · all ${format.count(cut)}</button>`
    }</div>
      ${texts.map((text, k) => {
        if (text === undefined) return html`<div class="none">–</div>`;
        if (second === undefined)
          return html`<div class="side"><pre class="block">${this.pieces([{ text, changed: false }], label, k, 'ins')}</pre></div>`;
        const { a, b } = k === base ? wordDiff(first, second) : wordDiff(first, text);
        return html`<div class="side"><pre class="block">${this.pieces(k === base ? a : b, label, k, k === base ? 'del' : 'ins')}</pre></div>`;
      })}`;
  }

  private pieces(all: readonly Piece[], label: string, side: number, tag: 'del' | 'ins'): unknown {
    const key = (piece: number): string => `${this.row}/${label}/${side}/${piece}`;
    return shownPieces(all, (k) => this.model.unfoldedTexts.has(key(k))).map((piece) => {
      if ('hidden' in piece)
        return html`<button class="fold skip" @click=${() => this.model.unfoldText(key(piece.piece))}>⋯ ${format.plural(piece.hidden, 'line')} the same</button>`;
      if (!piece.changed) return piece.text;
      return tag === 'del' ? html`<del>${piece.text}</del>` : html`<ins>${piece.text}</ins>`;
    });
  }
}
