import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { agreement } from '../../src/core/credit/agreement.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import type { WhyText } from '../../src/protocol/credit.ts';
import { PanelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import './logged-credit.ts';
import type { Lane } from './model.ts';
import './params.ts';
import './what-if.ts';
import { pushes, SOURCES, titleOf, unitLong, unitShort } from './words.ts';

/** Credit of one step under the pinned methods, why it is so, and what the trainer logged. */
@customElement('rl-step-credit')
export class StepCredit extends PanelElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        margin-top: 14px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 1px 0 1px 8px;
        text-align: right;
        font-weight: 400;
        vertical-align: middle;
        white-space: nowrap;
      }
      th:first-child,
      td:first-child {
        width: 100%;
        padding-left: 0;
        text-align: left;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      thead th,
      h3 {
        color: var(--quiet);
        font-weight: 400;
      }
      thead button {
        float: right;
      }
      h3 {
        margin: 12px 0 3px;
        font-size: 12px;
      }
      .method {
        width: 100%;
        border-left: 2px solid transparent;
        padding-left: 5px;
        margin-left: -7px;
        border-radius: 2px;
      }
      .method:hover {
        background: var(--hover);
      }
      .method[aria-pressed='true'] {
        border-left-color: var(--vscode-focusBorder);
        font-weight: 600;
      }
      .reason {
        color: var(--quiet);
        white-space: normal;
        line-height: 1.35;
      }
      td.reason {
        padding-bottom: 3px;
        font-size: var(--small);
      }
      .then {
        display: block;
        color: var(--quiet);
        font-size: var(--small);
      }
      td svg {
        display: block;
        width: 58px;
        height: 11px;
        fill: currentColor;
      }
      .axis {
        stroke: var(--line);
      }
      p,
      ol {
        margin: 3px 0 0;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
      ol {
        padding: 0;
        list-style: none;
      }
      li {
        margin-bottom: 2px;
      }
      .formula {
        display: inline-block;
      }
      .result {
        font-weight: 600;
      }
      .mark {
        display: block;
        margin-top: 3px;
      }
      .fold {
        display: none;
      }
      @container panel (max-width: 900px) {
        .fold {
          display: inline;
        }
        .more:not(.open) {
          display: none;
        }
      }
    `,
  ];
  @property({ attribute: false }) index = 0;
  /** Where there is no side area, only the table stands open. */
  @state() private open = false;

  override render(): TemplateResult | typeof nothing {
    const { credit, snapshot } = this.model;
    if (!snapshot?.credit) return nothing;
    if (!credit.answer) {
      return html`<p class="quiet">${credit.failure === undefined ? 'credit is being worked out…' : `Credit: ${visible(credit.failure)}`}</p>`;
    }
    return html`${this.table()} ${this.landmarks()}
      <button class="link fold" aria-expanded=${this.open} @click=${() => {
        this.open = !this.open;
      }}>why, parameters, log <span aria-hidden="true">${this.open ? '▾' : '▸'}</span></button>
      <div class=${this.open ? 'more open' : 'more'}>
        ${this.why()} <rl-credit-params .model=${this.model}></rl-credit-params>
        <rl-what-if .model=${this.model} .index=${this.index}></rl-what-if>
        <rl-logged-credit .model=${this.model} .index=${this.index}></rl-logged-credit> ${this.compared()}
      </div>`;
  }

  private table(): TemplateResult {
    const { credit } = this.model;
    const together = pushes(credit.lanes, this.index);
    return html`<table>
        <thead>
          <tr>
            <th scope="col">credit by method</th>
            <th scope="col">value</th>
            <th scope="col"><span class="sr">direction</span></th>
            <th scope="col" title="Place among the ${this.model.count} steps by size, 1 the largest">rank</th>
          </tr>
        </thead>
        <tbody>
          ${credit.lanes.map((lane) => this.row(lane))}
        </tbody>
      </table>
      <p>
        ${together === '' ? nothing : html`<span class="quiet">${together}</span> · `}<button class="link" @click=${() => this.model.openPicker()}>choose methods</button>
      </p>`;
  }

  private row(lane: Lane): TemplateResult {
    const { credit } = this.model;
    const value = lane.values[this.index];
    const shown = lane === credit.lane;
    const name = html`<button class="method" aria-pressed=${shown} ?disabled=${!lane.known} title=${this.about(lane)} @click=${() => this.model.showCredit(lane.choice)}>
      ${titleOf(lane)}
    </button>`;
    if (value === undefined) {
      return html`<tr>
        <td>${name}</td>
        <td colspan="3" class="quiet">unknown</td>
      </tr>
      <tr><td colspan="4" class="reason">${lane.reason ?? 'the method gives this step no number'}</td></tr>`;
    }
    const then = credit.supposed.find((l) => l.choice === lane.choice);
    return html`<tr>
      <td>${name}${then ? html`<span class="then">if so: ${supposedText(then.values[this.index])}</span>` : nothing}</td>
      <td class="num ${value > 0 ? 'up' : value < 0 ? 'down' : ''}">${format.change(value)} <span class="quiet">${unitShort(lane.unit)}</span></td>
      <td>${bar(value, lane.largest)}</td>
      <td class="num ${lane.flat ? 'quiet' : ''}">${lane.flat ? 'flat' : Math.round(lane.ranks[this.index] ?? 0)}</td>
    </tr>`;
  }

  /** For the pointer: unit, where step rewards came from, and how it goes along with what the strip draws. */
  private about(lane: Lane): string {
    const other = this.model.credit.lane;
    const from = lane.source === undefined ? '' : `, step rewards: ${SOURCES[lane.source]}`;
    const parts = [`${titleOf(lane)}, in ${unitLong(lane.unit)}${from}`];
    if (lane.flat) parts.push('every step has the same number');
    if (other && other !== lane && lane.known) {
      const { rho, opposed, signed, n } = agreement(lane.values, other.values);
      const order = rho === undefined ? '' : `rank correlation ${format.score(rho)} over ${format.plural(n, 'step')}, `;
      parts.push(`with ${titleOf(other)}: ${order}signs differ at ${opposed} of ${signed}`);
    }
    return parts.join('. ');
  }

  private landmarks(): TemplateResult | typeof nothing {
    const { answer } = this.model.credit;
    const { bifurcation, turns } = answer ?? {};
    const parts = bifurcation?.step === this.index;
    const turning = turns?.steps.includes(this.index);
    if (!parts && !turning) return nothing;
    return html`${
      parts && bifurcation
        ? html`<button class="link mark" @click=${() => this.model.host.rpc.send('openSample', { id: bifurcation.id })}>
            ${icon('fork')} sample ${bifurcation.sample + 1} (${bifurcation.solved === undefined ? `reward ${format.score(bifurcation.reward ?? 0)}` : bifurcation.solved ? 'solved' : 'failed'}) goes another way here ›
          </button>`
        : nothing
    }
    ${turning ? html`<p>${icon('turn')} turning point: the ${turns?.by === 'prefix' ? 'value of the shared prefix' : 'score'} turns towards its end</p>` : nothing}`;
  }

  private why(): TemplateResult | typeof nothing {
    const { credit } = this.model;
    const { lane } = credit;
    const value = lane?.values[this.index];
    if (!lane || value === undefined) return nothing;
    const lines = credit.why(lane.choice, this.index);
    return html`<h3>why ${format.change(value)} (${titleOf(lane)})</h3>
      ${typeof lines === 'string' ? html`<p class="quiet">${visible(lines)}</p>` : html`<ol class="num">${lines?.map(whyLine)}</ol>`}`;
  }

  private compared(): TemplateResult | typeof nothing {
    const { answer, lanes } = this.model.credit;
    if (!answer) return nothing;
    const { group, scored, batch } = answer.compared;
    const wanting = group > 1 && scored < group && lanes.some((l) => !l.known && l.reason?.includes('samples are scored'));
    const all = [
      group > 1 ? `compared with ${format.plural(group - 1, 'other sample')}` : 'no other sample to compare with',
      ...(batch === undefined ? [] : [`batch of ${format.plural(batch, 'rollout')}`]),
      ...answer.notes,
    ];
    return html`<p class="quiet">${all.join(' · ')}</p>
      ${wanting ? html`<button class="link" @click=${() => this.model.host.rpc.send('scoreGroup', {})}>score the group</button>` : nothing}`;
  }
}

const supposedText = (value: number | undefined): string => (value === undefined ? 'unknown' : format.change(value));

const whyLine = ({ label, formula, result }: WhyText): TemplateResult =>
  html`<li><span class="quiet">${visible(label)}</span>${formula === undefined ? nothing : html`: <span class=${result ? 'formula result' : 'formula'}>${visible(formula)}</span>`}</li>`;

/** Right is up, left is down, as in the rows. */
export function bar(value: number, largest: number): TemplateResult {
  const size = largest === 0 || value === 0 ? 0 : Math.max(1, (Math.abs(value) / largest) * 28);
  return html`<svg class=${value < 0 ? 'down' : 'up'} viewBox="0 0 58 11" aria-hidden="true">
    <path class="axis" d="M29 0v11"></path>
    ${size === 0 ? nothing : svg`<rect x=${value > 0 ? 29 : 29 - size} y="1.5" width=${size} height="8" rx="1"></rect>`}
  </svg>`;
}
