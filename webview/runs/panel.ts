import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { visible } from '../../src/core/transcript/visible.ts';
import type { RunsSnapshot } from '../../src/protocol/runs.ts';
import { stateStyle } from '../diff/state-style.ts';
import { ModelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import { metricTable } from './metrics.ts';
import type { RunsModel } from './model.ts';
import type { Kind } from './order.ts';
import { overview } from './overview.ts';
import { panelStyle } from './panel-style.ts';
import { tableStyle } from './style.ts';
import './tasks.ts';

/** The comparison of two or more runs. */
@customElement('rl-runs-panel')
export class RunsPanel extends ModelElement<RunsModel> {
  static override styles = [base, stateStyle, tableStyle, panelStyle];

  override render(): TemplateResult {
    const { snapshot, failure } = this.model;
    const problem = failure === undefined ? snapshot?.problem : { message: failure, remedy: undefined };
    if (problem)
      return html`<main><div class="state" role="alert"><span class="down">${icon('error')}</span><p><b>${visible(problem.message)}</b></p>${problem.remedy ? html`<p>${visible(problem.remedy)}</p>` : nothing}
        <tk-button @click=${() => void this.model.start()}>Try again</tk-button></div></main>`;
    if (!snapshot)
      return html`<main><div class="state" role="status"><tk-progress-ring aria-label="Comparing the runs"></tk-progress-ring><p>Comparing the runs…</p></div></main>`;
    return html`<main>
      <div class="top" tabindex="0" role="region" aria-label="Numbers">
        ${this.head(snapshot)} ${overview(this.model, snapshot)} ${snapshot.tasks.length === 0 ? nothing : this.numbers(snapshot)}
        ${this.unmatched('A', 'a', snapshot.onlyA)} ${this.unmatched('B', 'b', snapshot.onlyB)}
      </div>
      ${snapshot.tasks.length === 0 ? this.nothingShared() : html`${this.filterBar(snapshot)}<rl-run-tasks .model=${this.model}></rl-run-tasks>`}
      <footer>${this.method(snapshot)}</footer>
    </main>`;
  }

  private head({ sides, a, b }: RunsSnapshot): TemplateResult {
    const { rpc } = this.model.host;
    return html`<header>
      <h1>${visible(sides[a]?.name ?? '')} <span class="quiet">⇄</span> ${visible(sides[b]?.name ?? '')}</h1>
      <span class="acts">
        <button class="link" title="As Markdown, to paste" @click=${() => rpc.send('copy', {})}>Copy summary</button>
        <button class="link" @click=${() => rpc.send('compare', { a: b, b: a })}>Swap</button>
        <button class="link" title="HTML, Markdown or JSON" @click=${() => rpc.send('export', {})}>Export…</button>
      </span>
    </header>`;
  }

  private numbers({ metrics, tools, reading }: RunsSnapshot): TemplateResult {
    const { rpc } = this.model.host;
    const read = reading.done >= reading.total;
    const sections = [
      { title: 'Each matched task counted once', metrics },
      { title: 'Calls of single tools, a rollout', metrics: tools },
    ];
    return html`${metricTable(this.model, sections)}
      ${
        read
          ? nothing
          : reading.busy
            ? html`<p class="quiet" role="status">Reading trajectories for tools, errors, tokens and cost: ${format.whole(reading.done)} of ${format.whole(reading.total)} <button class="link" @click=${() => rpc.send('stop', {})}>stop</button></p>`
            : html`<p class="quiet">Tools, errors, tokens and cost are not in the index. <button class="link" @click=${() => rpc.send('read', {})}>Read ${format.plural(reading.total, 'trajectory', 'trajectories')}</button></p>`
      }`;
  }

  private unmatched(letter: string, side: 'a' | 'b', tasks: readonly string[]): TemplateResult | typeof nothing {
    if (tasks.length === 0) return nothing;
    return html`<details>
      <summary>${format.plural(tasks.length, 'task')} only in ${letter}, left out of every number</summary>
      <ul>
        ${tasks.slice(0, 500).map((task) => html`<li><button class="link" @click=${() => this.model.host.rpc.send('openOnly', { task, side })}>${visible(task.replace(/^(id|group):/, ''))}</button></li>`)}
      </ul>
      ${tasks.length > 500 ? html`<p class="quiet">and ${format.whole(tasks.length - 500)} more</p>` : nothing}
    </details>`;
  }

  private nothingShared(): TemplateResult {
    return html`<div class="state" role="status"><span class="quiet">${icon('unknown')}</span><p><b>These runs have no task in common.</b></p><p class="quiet">Tasks are matched by their id, else by the text of the prompt. What each run did is listed above.</p></div>`;
  }

  private filterBar({ counts, tasks }: RunsSnapshot): TemplateResult {
    const { filter, rows } = this.model;
    const chip = (kind: Kind, n: number, sign = ''): TemplateResult =>
      html`<button class="chip" aria-pressed=${filter.kinds.has(kind)} ?disabled=${n === 0 && !filter.kinds.has(kind)} @click=${() => this.model.toggleKind(kind)}>${sign}${format.whole(n)} ${kind}</button>`;
    const unknown = tasks.length - counts.wins - counts.losses - counts.ties;
    return html`<div class="bar">
      <input type="text" placeholder="Filter tasks" aria-label="Filter tasks" .value=${filter.text} @input=${(event: Event) => this.model.look((event.target as HTMLInputElement).value)} />
      ${chip('win', counts.wins, '▲ ')} ${chip('loss', counts.losses, '▼ ')} ${chip('tie', counts.ties)} ${unknown > 0 ? chip('unknown', unknown) : nothing} ${chip('gained', counts.gained)} ${chip('lost', counts.lost)}
      <span class="quiet end" role="status">${rows.length === tasks.length ? format.plural(tasks.length, 'matched task') : `${format.whole(rows.length)} of ${format.plural(tasks.length, 'matched task')}`}</span>
    </div>`;
  }

  private method({ seed, resamples, sides }: RunsSnapshot): TemplateResult {
    return html`<span title="BCa bootstrap over matched tasks; p by sign flips over tasks; Holm's correction over the metrics of one table">bootstrap over tasks, ${format.whole(resamples)} resamples · seed
      <input class="seed" type="text" inputmode="numeric" aria-label="Seed" .value=${String(seed)} @change=${(event: Event) => this.setSeed(event.target as HTMLInputElement, seed)} />
      ${sides.some(({ judgedByReward }) => judgedByReward) ? '· * solved is read off a 0/1 reward' : nothing}</span>`;
  }

  private setSeed(input: HTMLInputElement, now: number): void {
    const seed = Number(input.value);
    if (Number.isInteger(seed) && seed >= 0 && input.value.trim() !== '') this.model.host.rpc.send('seed', { seed });
    else input.value = String(now);
  }
}
