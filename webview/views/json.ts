import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Json } from '../../src/core/model/json.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import { Foldable } from '../parts/foldable.ts';
import * as format from '../parts/format.ts';
import { type JsonRow, jsonRows } from '../parts/json-rows.ts';
import { contains } from '../parts/matches.ts';
import { base } from '../ui/theme.ts';
import { blockStyle } from './block-style.ts';
import { marked } from './row.ts';

const FIRST = 12;
const VALUE_CHARS = 600;

/** A JSON value as keys and values for reading: no braces, no quotes, indented by depth. */
@customElement('rl-json')
export class JsonTree extends Foldable {
  static override styles = [
    base,
    blockStyle,
    css`
      .block {
        white-space: normal;
      }
      .entry {
        display: grid;
        grid-template-columns: fit-content(24ch) minmax(0, 1fr);
        column-gap: 12px;
      }
      .key {
        color: var(--quiet);
        overflow-wrap: anywhere;
      }
      .value {
        white-space: pre-wrap;
      }
      .d1 {
        padding-left: 2ch;
      }
      .d2 {
        padding-left: 4ch;
      }
      .d3 {
        padding-left: 6ch;
      }
      .d4 {
        padding-left: 8ch;
      }
      .null {
        color: var(--quiet);
        font-style: italic;
      }
    `,
  ];
  @property({ attribute: false }) value: Json = null;

  override render(): TemplateResult {
    const rows = jsonRows(this.value);
    const hitBelow = this.query !== '' && rows.slice(FIRST).some((row) => contains(`${row.key ?? ''} ${row.value ?? ''}`, this.query));
    const open = this.level > 0 || rows.length <= FIRST + 3 || hitBelow;
    return html`<div class="block">
      ${(open ? rows : rows.slice(0, FIRST)).map((row) => this.entry(row))}
      ${open ? nothing : html`<button class="fold" @click=${() => this.setLevel(1)}>⋯ ${format.plural(rows.length - FIRST, 'more line')}</button>`}
    </div>`;
  }

  private entry(row: JsonRow): TemplateResult {
    const value = row.value === undefined ? undefined : visible(row.value);
    const shown = value !== undefined && value.length > VALUE_CHARS && this.level < 2 ? `${value.slice(0, VALUE_CHARS)}…` : value;
    return html`<div class="entry d${Math.min(4, row.depth)}">
      ${row.key === undefined ? nothing : html`<span class="key">${marked(visible(row.key), this.query)}</span>`}
      ${shown === undefined ? nothing : html`<span class="value ${row.type}">${marked(shown, this.query)}${shown === value ? nothing : html` <button class="fold" @click=${() => this.setLevel(2)}>all ${format.count(value?.length ?? 0)} characters</button>`}</span>`}
    </div>`;
  }
}
