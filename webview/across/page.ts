import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Cut, Mean } from '../../src/core/credit/across.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import type { AcrossMethod, AcrossSnapshot, RunCredit } from '../../src/protocol/across.ts';
import { titleOf, unitShort } from '../credit/words.ts';
import { stateStyle } from '../diff/state-style.ts';
import { ModelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import type { AcrossModel } from './model.ts';
import { pageStyle } from './page-style.ts';

const TITLES: Readonly<Record<Cut, string>> = {
  tool: 'By tool',
  position: 'By step position',
  role: 'By agent role',
  update: 'By training step',
};
/** Half the width of the picture of a mean, in CSS pixels. */
const REACH = 36;

/** Where credit lands over a run: mean credit by what steps have in common, and methods against each other. */
@customElement('rl-across')
export class AcrossPage extends ModelElement<AcrossModel> {
  static override styles = [base, stateStyle, pageStyle];

  override render(): TemplateResult {
    const { snapshot, failure } = this.model;
    const problem = failure === undefined ? snapshot?.problem : { message: failure, remedy: undefined };
    if (problem)
      return html`<main><div class="state" role="alert"><span class="down">${icon('error')}</span><p><b>${visible(problem.message)}</b></p>${problem.remedy ? html`<p>${visible(problem.remedy)}</p>` : nothing}
        <tk-button @click=${() => this.model.update()}>Update</tk-button></div></main>`;
    if (!snapshot?.credit || this.model.busy)
      return html`<main><div class="state" role="status"><tk-progress-ring aria-label="Reading the run"></tk-progress-ring><p>Reading the run…</p></div></main>`;
    const { credit } = snapshot;
    return html`<main>
      ${this.head(snapshot, credit)}
      <div class="scroll" tabindex="0" role="region" aria-label="Credit across the run">
        ${credit.cuts.map((c) => this.cut(c, credit.methods))} ${this.pairs(credit)}
      </div>
    </main>`;
  }

  private head({ title, stale }: AcrossSnapshot, { methods, rollouts, tasks, steps, notes }: RunCredit): TemplateResult {
    const facts = [format.plural(rollouts, 'rollout'), format.plural(tasks, 'task'), format.plural(steps, 'step'), ...notes];
    return html`<header>
      <div class="line"><h1 title=${visible(title)}>${visible(title)}</h1><span class="num quiet">${facts.join(' · ')}</span>
        ${stale ? html`<span role="status">the run has changed <button class="link" @click=${() => this.model.update()}>update</button></span>` : nothing}</div>
      ${methods.filter((m) => m.reason !== undefined).map((m) => html`<p>${titleOf(m)}: ${m.reason}</p>`)}
      <p class="quiet">Mean credit with its 95 % interval over tasks (bootstrap) and the number of steps; unknown steps are left out. Choose methods in the trajectory panel.</p>
    </header>`;
  }

  private cut({ cut, slices }: RunCredit['cuts'][number], methods: readonly AcrossMethod[]): TemplateResult {
    const shown = methods.flatMap((method, m) =>
      method.n > 0 ? [{ method, m, largest: Math.max(...slices.map((s) => sizeOf(s.means[m]))) }] : [],
    );
    return html`<h2 id=${cut}>${TITLES[cut]}</h2>
      <table aria-labelledby=${cut}>
        <thead>
          <tr><th scope="col">${cut === 'update' ? 'training step' : cut}</th><th scope="col">steps</th>${shown.map(({ method }) => html`<th scope="col">${titleOf(method)} <span class="quiet">${unitShort(method.unit)}</span></th>`)}</tr>
        </thead>
        <tbody>
          ${slices.map((s) => html`<tr><th scope="row" title=${visible(s.name)}>${visible(s.name)}</th><td class="num">${format.whole(s.steps)}</td>${shown.map(({ m, largest }) => html`<td class="num">${meanCell(s.means[m], largest)}</td>`)}</tr>`)}
        </tbody>
      </table>`;
  }

  private pairs({ pairs, methods }: RunCredit): TemplateResult | typeof nothing {
    const shown = pairs.filter((p) => p.n > 0);
    if (shown.length === 0) return nothing;
    const name = (m: number): string => (methods[m] ? titleOf(methods[m]) : '');
    const percent = (value: number): string => `${Math.round(value * 100)} %`;
    const none = (word: string): TemplateResult => html`<span class="quiet">${word}</span>`;
    return html`<h2 id="pairs">Methods against each other</h2>
      <table aria-labelledby="pairs">
        <thead>
          <tr><th scope="col">methods</th><th scope="col">rank correlation</th><th scope="col">pushed opposite ways</th><th scope="col">furthest apart</th></tr>
        </thead>
        <tbody>
          ${shown.map(
            (p) => html`<tr>
              <th scope="row">${name(p.a)}, ${name(p.b)}</th>
              <td class="num">${p.rho ? told(p.rho, format.score) : none('one of them is flat')}</td>
              <td class="num">${p.opposed ? told(p.opposed, percent) : none('no step with a sign under both')}</td>
              <td><div class="steps">${p.apart.map((s) => html`<button class="link num" title="${name(p.a)} ${format.change(s.a)}, ${name(p.b)} ${format.change(s.b)}" @click=${() => this.model.host.rpc.send('open', { id: s.id, step: s.step })}>${visible(s.title)}, step ${s.step + 1} (${format.change(s.a)}, ${format.change(s.b)})</button>`)}</div></td>
            </tr>`,
          )}
        </tbody>
      </table>`;
  }
}

const meanCell = (mean: Mean | undefined, largest: number): unknown =>
  mean === undefined ? html`<span class="quiet">unknown</span>` : [picture(mean, largest), told(mean, format.change)];

/** `+0.12 [−0.01, +0.25] n 340`; without bounds it says why. */
function told({ estimate, low, high, n }: Mean, write: (value: number) => string): TemplateResult {
  const bounds = Number.isFinite(low) ? html`[${write(low)}, ${write(high)}]` : html`<span title="Fewer than two tasks">no interval</span>`;
  return html`${write(estimate)} <span class="quiet">${bounds} n ${format.whole(n)}</span>`;
}

/** A dot for the mean and a line for its interval, around 0; in colour where the interval leaves 0 out. */
function picture({ estimate, low, high }: Mean, largest: number): TemplateResult {
  const x = (value: number): number => REACH + 2 + (largest === 0 ? 0 : (value / largest) * REACH);
  return html`<svg viewBox="0 0 76 11" class=${low > 0 ? 'up' : high < 0 ? 'down' : 'quiet'} aria-hidden="true">
    <path class="axis" d="M${REACH + 2} 0v11"></path>
    ${Number.isFinite(low) ? svg`<path d="M${x(low)} 5.5H${x(high)}"></path>` : nothing}<circle cx=${x(estimate)} cy="5.5" r="2"></circle>
  </svg>`;
}

const sizeOf = (mean: Mean | undefined): number =>
  mean === undefined ? 0 : Math.max(...[mean.estimate, mean.low, mean.high].filter(Number.isFinite).map(Math.abs));
