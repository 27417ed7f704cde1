import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Stretch } from '../../src/core/credit/icicle.ts';
import { ModelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { ROW, valueLevel } from '../plot/heat.ts';
import { base } from '../ui/theme.ts';
import { heatStyle } from './heat-style.ts';
import type { GroupModel } from './model.ts';

/** What the samples share: a bar for every stretch of steps that the same samples went through, as wide as it is long. */
@customElement('rl-group-forest')
export class GroupForest extends ModelElement<GroupModel> {
  static override styles = [
    base,
    heatStyle,
    css`
      h2 { margin: 18px 0 4px; font-size: 13px; font-weight: 600; }
      p { margin: 0 0 6px; font-size: 12px; color: var(--quiet); }
      .bar { stroke: var(--vscode-editor-background); stroke-width: 1; }
      .bar.now { stroke: var(--vscode-foreground); }
      text { font-size: var(--small); fill: var(--vscode-foreground); pointer-events: none; }
      table { border-collapse: collapse; font-size: 12px; margin-top: 8px; }
      th, td { padding: 1px 14px 1px 0; text-align: right; font-weight: 400; }
      th { color: var(--quiet); }
      .wide { padding-left: 210px; }
      @media (max-width: 640px) { .wide { padding-left: 0; } }
    `,
  ];
  @property({ attribute: false }) width = 0;
  @state() private now: Stretch | undefined;

  override render(): TemplateResult | typeof nothing {
    const { credit } = this.model.snapshot ?? {};
    if (!credit || credit.samples.length < 2) return nothing;
    const { stretches } = credit.icicle;
    const shared = stretches.filter((s) => s.rows > 1);
    if (shared.length === 0) return html`<h2>What they share</h2><p>No two samples begin with the same step.</p>`;
    const outcomes = credit.samples.flatMap((s) => s.outcome.reward ?? []);
    const [low, high] = [Math.min(...outcomes), Math.max(...outcomes)];
    const wide = Math.min(40, Math.max(1, this.width / Math.max(1, this.model.steps)));
    return html`<h2>What they share</h2>
      <p>Steps that several samples took alike stand as one bar; its colour is their mean reward, from ${format.score(low)} (grey) to ${format.score(high)} (blue).</p>
      <div class="wide"><svg width=${Math.round(wide * this.model.steps)} height=${credit.samples.length * ROW} role="img" aria-label="Prefix forest; the table below says the same">
        ${stretches.map((s) => this.bar(s, wide, low, high))}
      </svg></div>
      <table class="num">
        <thead><tr><th scope="col">steps</th><th scope="col">samples</th><th scope="col">mean reward</th><th scope="col">95 % interval</th><th scope="col" title="Mean reward of the branch less that of where it forked">credit of the fork</th></tr></thead>
        <tbody>${[...shared]
          .sort((a, b) => Math.abs(b.forked ?? 0) - Math.abs(a.forked ?? 0))
          .slice(0, 12)
          .map((s) => this.line(s))}</tbody>
      </table>`;
  }

  private bar(s: Stretch, wide: number, low: number, high: number): TemplateResult {
    const at = valueLevel(s, low, high);
    const [x, w] = [s.from * wide, (s.to - s.from) * wide];
    const label = s.rows > 1 && w > 66 && s.value !== undefined ? `${format.score(s.value)} · n ${s.n}` : '';
    return svg`<rect class="bar ${at === undefined ? 'none' : `v${at}`} ${s === this.now ? 'now' : ''}" x=${x} y=${s.top * ROW} width=${w} height=${s.rows * ROW}><title>${said(s)}</title></rect>
      ${label === '' ? nothing : svg`<text x=${x + 5} y=${s.top * ROW + (s.rows * ROW) / 2 + 4}>${label}</text>`}`;
  }

  private line(s: Stretch): TemplateResult {
    return html`<tr @pointerenter=${() => {
      this.now = s;
    }} @pointerleave=${() => {
      this.now = undefined;
    }}>
      <td>${s.from + 1}–${s.to}</td><td>${s.rows}</td><td>${s.value === undefined ? 'unknown' : format.score(s.value)}</td>
      <td>${s.interval ? `${format.score(s.interval[0])} to ${format.score(s.interval[1])}` : '–'}</td>
      <td class=${(s.forked ?? 0) > 0 ? 'up' : (s.forked ?? 0) < 0 ? 'down' : ''}>${s.forked === undefined ? '–' : format.change(s.forked)}</td>
    </tr>`;
  }
}

const said = ({ from, to, rows, value, n, interval, forked }: Stretch): string =>
  [
    `steps ${from + 1} to ${to}, ${format.plural(rows, 'sample')}`,
    value === undefined ? 'reward unknown' : `mean reward ${format.score(value)} of ${n}`,
    interval && n > 1 ? `95 % interval ${format.score(interval[0])} to ${format.score(interval[1])}` : '',
    forked === undefined ? '' : `${format.change(forked)} against where it forked`,
  ]
    .filter(Boolean)
    .join('; ');
