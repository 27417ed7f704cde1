import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { difference, figure } from '../../src/core/diff/run-words.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import type { TaskRow, TaskSide } from '../../src/protocol/runs.ts';
import { ModelElement } from '../element.ts';
import { VirtualRows } from '../list/virtual.ts';
import { base } from '../ui/theme.ts';
import type { RunsModel } from './model.ts';
import { type Column, differenceOf } from './order.ts';
import { tableStyle } from './style.ts';

const ROW = 25;
const COLUMNS: readonly (readonly [Column, string])[] = [
  ['task', 'task'],
  ['a', 'A'],
  ['b', 'B'],
  ['difference', 'B − A'],
  ['verdict', 'verdict'],
];
const WORDS = { win: 'win', loss: 'loss', tie: 'tie', unknown: 'unknown' } as const;

/** The matched tasks; only rows near the viewport are in the page. */
@customElement('rl-run-tasks')
export class RunTasks extends ModelElement<RunsModel> {
  static override styles = [
    base,
    tableStyle,
    css`
      :host {
        position: relative;
        display: block;
        min-height: 0;
      }
      .scroller {
        position: absolute;
        inset: 0;
        overflow: hidden auto;
        overflow-anchor: none;
        contain: strict;
      }
      .spacer {
        position: relative;
      }
      .rows {
        position: absolute;
        left: 0;
        right: 0;
      }
      .grid {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 150px 150px 84px 150px 52px;
        gap: 0 12px;
        align-items: center;
        padding: 0 16px;
        white-space: nowrap;
      }
      .head {
        position: sticky;
        top: 0;
        z-index: 2;
        height: 26px;
        font-size: var(--small);
        color: var(--quiet);
        background: var(--vscode-editor-background);
        border-bottom: 1px solid var(--line);
      }
      .head [aria-sort='ascending'],
      .head [aria-sort='descending'] {
        color: var(--vscode-foreground);
      }
      .row {
        height: ${ROW}px;
        border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent);
      }
      .row:hover {
        background: var(--hover);
      }
      .number {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .none {
        padding: 20px 16px;
        color: var(--quiet);
      }
      @container panel (max-width: 700px) {
        .grid {
          grid-template-columns: minmax(0, 1fr) 84px 84px 60px 74px;
        }
        .diff,
        .mean {
          display: none;
        }
      }
    `,
  ];
  @query('.scroller') private readonly scroller!: HTMLElement | null;
  @query('.head') private readonly head!: HTMLElement | null;
  @query('.spacer') private readonly spacer!: HTMLElement;
  @query('.rows') private readonly rows!: HTMLElement;

  private readonly virtual = new VirtualRows(this, {
    scroller: () => this.scroller,
    count: () => this.model.rows.length,
    estimate: () => ROW,
    key: (at) => this.model.rows[at]?.task ?? '',
    onScroll: () => {},
    head: () => this.head?.offsetHeight ?? 0,
  });

  override render(): TemplateResult {
    const { model } = this;
    return html`<div class="scroller" tabindex="0" role="table" aria-label="Tasks" aria-rowcount=${model.rows.length + 1}>
      <div role="rowgroup">
        <div class="head grid" role="row">
          ${COLUMNS.map(([by, name]) => this.columnHead(by, name))}
          <span class="diff" role="columnheader"><span class="sr">diff</span></span>
        </div>
      </div>
      <div class="spacer" role="presentation">
        <div class="rows" role="rowgroup">
          ${repeat(
            this.virtual.rows,
            (item) => item.key,
            (item) => this.row(model.rows[item.index], item.index),
          )}
        </div>
      </div>
      ${model.rows.length === 0 ? html`<p class="none" role="row"><span role="cell">No task passes the filter.</span></p>` : nothing}
    </div>`;
  }

  private columnHead(by: Column, name: string): TemplateResult {
    const { order } = this.model;
    const sort = order.by !== by ? 'none' : order.descending ? 'descending' : 'ascending';
    const numeric = by !== 'task' && by !== 'verdict';
    return html`<span class=${numeric ? 'number' : ''} role="columnheader" aria-sort=${sort}>
      <button title=${`Sort by ${name}`} @click=${() => this.model.sortBy(by)}>${name}${sort === 'none' ? nothing : html`<span aria-hidden="true"> ${sort === 'ascending' ? '↑' : '↓'}</span>`}</button>
    </span>`;
  }

  private row(row: TaskRow | undefined, at: number): TemplateResult | typeof nothing {
    if (!row) return nothing;
    const { rpc } = this.model.host;
    const tone = row.verdict === 'win' ? 'up' : row.verdict === 'loss' ? 'down' : 'quiet';
    const side = (which: 'a' | 'b', of: TaskSide): TemplateResult =>
      html`<span class="number" role="cell"><button class="figure" title=${`Trajectories of ${which.toUpperCase()}`} @click=${() => rpc.send('openTask', { task: row.task, side: which })}>${sideText(of)}</button></span>`;
    return html`<div class="row grid" role="row" data-row=${at} aria-rowindex=${at + 2}>
      <span class="title" role="cell" title=${visible(row.title)}>${visible(row.title)}</span>
      ${side('a', row.a)} ${side('b', row.b)}
      <span class="number ${tone}" role="cell">${difference(differenceOf(row))}</span>
      <span class=${tone} role="cell">${row.verdict === 'win' ? '▲ ' : row.verdict === 'loss' ? '▼ ' : ''}${WORDS[row.verdict]}${row.flip ? html` · <b>${row.flip}</b>` : nothing}</span>
      <span class="diff" role="cell"><button class="link" title="Diff a telling pair of trajectories" @click=${() => rpc.send('diffTask', { task: row.task })}>diff</button></span>
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    this.spacer.style.setProperty('height', `${this.virtual.height}px`);
    this.rows.style.setProperty('top', `${(this.virtual.rows[0]?.start ?? 0) - (this.head?.offsetHeight ?? 0)}px`);
  }
}

function sideText({ samples, judged, solved, meanReward }: TaskSide): TemplateResult {
  const told = judged > 0 && meanReward === solved / judged;
  const reward = meanReward === undefined || told ? '' : `reward ${figure(meanReward)}`;
  if (judged === 0) return html`${reward || `${samples} unknown`}`;
  return html`${solved}/${judged} solved${reward === '' ? nothing : html`<span class="mean quiet"> · ${figure(meanReward)}</span>`}`;
}
