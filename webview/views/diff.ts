import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visible } from '../../src/core/transcript/visible.ts';
import { Foldable } from '../parts/foldable.ts';
import * as format from '../parts/format.ts';
import type { DiffLine } from '../parts/line-diff.ts';
import { contains } from '../parts/matches.ts';
import { base } from '../ui/theme.ts';
import { blockStyle } from './block-style.ts';
import { marked } from './row.ts';

const FIRST = 40;
const KIND = { '+': 'add', '-': 'del', ' ': 'same', '@': 'part' } as const;
const SAID = { '+': 'added', '-': 'removed', ' ': '', '@': '' } as const;

/** A file edit as a unified diff: signs first, colour second. */
@customElement('rl-diff')
export class Diff extends Foldable {
  static override styles = [
    base,
    blockStyle,
    css`
      .block {
        padding: 4px 0;
        white-space: normal;
      }
      .line {
        display: grid;
        grid-template-columns: 26px minmax(0, 1fr);
        white-space: pre-wrap;
      }
      .sign {
        text-align: center;
        user-select: none;
      }
      .add {
        color: var(--up);
        background: color-mix(in srgb, var(--up) 8%, transparent);
      }
      .del {
        color: var(--down);
        background: color-mix(in srgb, var(--down) 8%, transparent);
      }
      .part {
        color: var(--quiet);
      }
      .fold {
        margin-left: 26px;
      }
    `,
  ];
  @property({ attribute: false }) lines: readonly DiffLine[] = [];

  override render(): TemplateResult {
    const { lines } = this;
    const open =
      this.level > 0 ||
      lines.length <= FIRST + 5 ||
      (this.query !== '' && lines.slice(FIRST).some((line) => contains(line.text, this.query)));
    return html`<div class="block">
      ${(open ? lines.slice(0, 5000) : lines.slice(0, FIRST)).map(
        ({ sign, text }) =>
          html`<div class="line ${KIND[sign]}"><span class="sign">${SAID[sign] === '' ? nothing : html`<span class="sr">${SAID[sign]}</span>`}<span aria-hidden="true">${sign === '-' ? '−' : sign === '@' ? '⋯' : sign}</span></span><span>${marked(visible(text), this.query)}</span></div>`,
      )}
      ${open ? nothing : html`<button class="fold" @click=${() => this.setLevel(1)}>⋯ ${format.plural(lines.length - FIRST, 'more line')}</button>`}
    </div>`;
  }
}
