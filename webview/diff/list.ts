import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { DiffReport } from '../../src/core/diff/report.ts';
import { ModelElement } from '../element.ts';
import { VirtualRows } from '../list/virtual.ts';
import * as format from '../parts/format.ts';
import { base } from '../ui/theme.ts';
import { rowStyle } from '../views/row-style.ts';
import './body.ts';
import type { Line } from './lines.ts';
import type { DiffModel } from './model.ts';
import { rowMark, sideCell } from './row.ts';
import { sideStyle } from './side-style.ts';
import { columnHeads } from './sides.ts';
import { gridStyle, lineStyle } from './style.ts';

const ROW = 24;

/** The aligned steps under the names of their sides. Only lines near the viewport are in the page. */
@customElement('rl-diff-list')
export class DiffList extends ModelElement<DiffModel> {
  static override styles = [base, rowStyle, gridStyle, lineStyle, sideStyle];
  @query('.scroller') private readonly scroller!: HTMLElement | null;
  @query('.spacer') private readonly spacer!: HTMLElement;
  @query('.top') private readonly top!: HTMLElement | null;
  @query('.rows') private readonly rows!: HTMLElement;
  private pending: number | undefined;

  private readonly virtual = new VirtualRows(this, {
    scroller: () => this.scroller,
    count: () => this.model.lines.length,
    estimate: (at) => (this.isOpen(this.model.lines[at]) ? 300 : ROW),
    key: (at) => keyOf(this.model.lines[at]),
    onScroll: () => {},
    head: () => this.top?.offsetHeight ?? 0,
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.model.onReveal = (line) => {
      this.pending = line;
      this.requestUpdate();
    };
  }

  private isOpen(line: Line | undefined): boolean {
    return line !== undefined && 'row' in line && this.model.open.has(line.row);
  }

  override render(): TemplateResult {
    const report = this.model.snapshot?.report;
    if (!report) return html``;
    const n = `n${report.sides.length}`;
    return html`<div class="scroller" tabindex="-1">
      <div class="top grid ${n}" role="presentation">${columnHeads(this.model, report)}</div>
      <div class="spacer" role="presentation">
        <div class="rows wide ${n}" role="list" aria-label="Aligned steps">
          ${repeat(
            this.virtual.rows,
            (item) => item.key,
            (item) => this.line(report, item.index, n),
          )}
        </div>
      </div>
    </div>`;
  }

  private line(report: DiffReport, at: number, n: string): TemplateResult {
    const { model } = this;
    const line = model.lines[at];
    const selected = at === model.selected;
    const row = line && 'row' in line ? report.comparison.rows[line.row] : undefined;
    const open = this.isOpen(line);
    return html`<div
      class="line ${selected ? 'selected' : ''} ${open ? 'open' : ''} ${row?.kind ?? 'folded'}"
      role="listitem"
      data-row=${at}
      aria-posinset=${at + 1}
      aria-setsize=${model.lines.length}
    >
      ${
        line && row && 'row' in line
          ? html`<button class="head grid ${n}" tabindex=${selected ? 0 : -1} aria-expanded=${open} aria-current=${selected ? 'step' : 'false'} @click=${() => model.toggle(at)}>
              ${rowMark(report, line.row)}${report.sides.map((side, k) => sideCell(side, row.steps[k]))}
            </button>
            ${open ? html`<rl-diff-body .model=${model} .row=${line.row}></rl-diff-body>` : nothing}`
          : line && 'from' in line
            ? html`<button class="fold" tabindex=${selected ? 0 : -1} @click=${() => model.toggle(at)}>⋯ ${format.plural(line.to - line.from, 'step')} the same</button>`
            : nothing
      }
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    if (!this.spacer) return;
    this.spacer.style.setProperty('height', `${this.virtual.height}px`);
    this.rows.style.setProperty('top', `${(this.virtual.rows[0]?.start ?? 0) - (this.top?.offsetHeight ?? 0)}px`);
    if (this.pending === undefined) return;
    const at = this.pending;
    this.pending = undefined;
    this.virtual.toRow(at, 'auto');
    if (this.shadowRoot?.activeElement)
      void this.updateComplete.then(() =>
        this.rows.querySelector<HTMLElement>(`[data-row="${at}"] button`)?.focus({ preventScroll: true }),
      );
  }
}

const keyOf = (line: Line | undefined): string => (line === undefined ? '' : 'row' in line ? `r${line.row}` : `f${line.from}`);
