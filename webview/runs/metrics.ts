import { html, nothing, svg, type TemplateResult } from 'lit';
import { betterWhen, difference, figure, metricName, pText, verdictText } from '../../src/core/diff/run-words.ts';
import type { MetricDiff } from '../../src/core/diff/runs.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import type { RunsModel } from './model.ts';

export interface MetricSection {
  readonly title: string;
  readonly metrics: readonly MetricDiff[];
}

/** Metrics with the difference, its interval, and what it is worth. */
export function metricTable(model: RunsModel, sections: readonly MetricSection[]): TemplateResult {
  return html`<table class="metrics">
    <thead>
      <tr>
        <th scope="col">metric</th>
        <th scope="col">A</th>
        <th scope="col">B</th>
        <th scope="col">B − A</th>
        <th scope="col">95 % interval</th>
        <th scope="col"><span class="sr">interval drawn</span></th>
        <th scope="col" title="Sign flips over tasks">p</th>
        <th scope="col" title="Holm's correction over the metrics of this section">after Holm</th>
        <th scope="col" title="The smallest difference this many tasks with this spread would show with 80 % power">could show</th>
        <th scope="col" title="Matched tasks in which both sides know it">tasks</th>
        <th scope="col" class="left">verdict</th>
      </tr>
    </thead>
    ${sections
      .filter(({ metrics }) => metrics.length > 0)
      .map(
        ({ title, metrics }) => html`<tbody>
          <tr class="section">
            <th colspan="11" scope="rowgroup">${title}</th>
          </tr>
          ${metrics.map((metric) => metricRow(model, metric))}
        </tbody>`,
      )}
  </table>`;
}

function metricRow(model: RunsModel, m: MetricDiff): TemplateResult {
  const { estimate, low, high } = m.difference;
  const better = betterWhen(m.metric);
  const tone = m.verdict !== 'higher' && m.verdict !== 'lower' ? 'quiet' : better === undefined ? '' : m.verdict === better ? 'up' : 'down';
  const open = (side: 'a' | 'b', value: number): TemplateResult =>
    html`<button class="figure" title=${`Trajectories of ${side.toUpperCase()} behind this number`} @click=${() => model.host.rpc.send('openMetric', { metric: m.metric, side })}>${figure(value)}</button>`;
  return html`<tr>
    <td>${visible(metricName(m.metric))}</td>
    <td>${open('a', m.meanA)}</td>
    <td>${open('b', m.meanB)}</td>
    <td>${difference(estimate)}</td>
    <td>${low === undefined || high === undefined ? html`<span class="quiet">none</span>` : `${difference(low)} to ${difference(high)}`}</td>
    <td>${whisker(estimate, low, high, tone)}</td>
    <td>${pText(m.p)}</td>
    <td>${pText(m.pAdjusted)}</td>
    <td>${figure(m.detectable)}</td>
    <td>${m.tasks}${m.leftOut > 0 ? html`<span class="quiet" title="matched tasks left out: a side does not know it"> −${m.leftOut}</span>` : nothing}</td>
    <td class="left ${tone}">${tone === 'up' || tone === 'down' ? html`<span aria-hidden="true">${m.verdict === 'higher' ? '▲ ' : '▼ '}</span>` : nothing}${verdictText(m)}</td>
  </tr>`;
}

/** The interval around zero, each metric on its own scale: does it touch the middle or not. */
function whisker(estimate: number, low: number | undefined, high: number | undefined, tone: string): TemplateResult | typeof nothing {
  if (low === undefined || high === undefined || ![estimate, low, high].every(Number.isFinite)) return nothing;
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(estimate), 1e-12);
  const x = (value: number): number => 50 + (value / reach) * 46;
  return html`<svg class="whisker ${tone}" viewBox="0 0 100 12" aria-hidden="true">
    <path class="zero" d="M50 0v12"></path>
    ${svg`<path class="bar" d=${`M${x(low).toFixed(1)} 6H${x(high).toFixed(1)}`}></path><circle cx=${x(estimate).toFixed(1)} cy="6" r="3"></circle>`}
  </svg>`;
}
