import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { visible } from '../../src/core/transcript/visible.ts';
import type { GroupCredit, GroupSample, GroupSnapshot } from '../../src/protocol/group.ts';
import { titleOf, unitLong, unitShort } from '../credit/words.ts';
import { stateStyle } from '../diff/state-style.ts';
import { ModelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { endOf } from '../parts/outcome.ts';
import { heatPaths, ROW } from '../plot/heat.ts';
import { fieldStyle } from '../ui/field-style.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import './forest.ts';
import type { GroupModel, RowOrder } from './model.ts';
import { pageStyle } from './page-style.ts';

const ORDERS: readonly (readonly [RowOrder, string])[] = [
  ['prefix', 'what they share'],
  ['sample', 'sample'],
  ['reward', 'reward'],
  ['advantage', 'advantage'],
];

/** The samples of one task: a row each, a column a step, coloured by credit; below it what they share. */
@customElement('rl-group')
export class GroupPage extends ModelElement<GroupModel> {
  static override styles = [base, fieldStyle, stateStyle, pageStyle];
  @query('.heat') private readonly map!: HTMLElement | null;
  @state() private width = 0;
  private readonly resized = new ResizeObserver(([entry]) => {
    this.width = Math.round(entry?.contentRect.width ?? 0);
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override render(): TemplateResult {
    const { snapshot, failure } = this.model;
    const problem = failure === undefined ? snapshot?.problem : { message: failure, remedy: undefined };
    if (problem)
      return html`<main><div class="state" role="alert"><span class="down">${icon('error')}</span><p><b>${visible(problem.message)}</b></p>${problem.remedy ? html`<p>${visible(problem.remedy)}</p>` : nothing}
        <tk-button @click=${() => void this.model.start()}>Try again</tk-button></div></main>`;
    if (!snapshot?.credit)
      return html`<main><div class="state" role="status"><tk-progress-ring aria-label="Reading the group"></tk-progress-ring><p>Reading the samples…</p></div></main>`;
    const { credit } = snapshot;
    return html`<main>
      ${this.head(snapshot, credit)}
      <div class="scroll" tabindex="0" role="region" aria-label="Samples">
        ${this.rows(credit)} ${this.legend(credit)}
        <rl-group-forest .model=${this.model} .width=${this.width}></rl-group-forest>
      </div>
      <footer><span role="status">${this.cellText(credit)}</span></footer>
    </main>`;
  }

  protected override updated(): void {
    if (this.map) this.resized.observe(this.map);
  }

  private head({ title, methods, update }: GroupSnapshot, credit: GroupCredit): TemplateResult {
    const { samples, diagnoses, notes } = credit;
    const judged = samples.filter((s) => s.outcome.success !== undefined);
    const rewards = samples.flatMap((s) => s.outcome.reward ?? []);
    const mean = rewards.reduce((a, b) => a + b, 0) / rewards.length;
    const facts = [
      format.plural(samples.length, 'sample'),
      ...(update === undefined ? [] : [`update ${format.whole(update)}`]),
      ...(judged.length > 0 ? [`${judged.filter((s) => s.outcome.success).length} of ${judged.length} solved`] : []),
      ...(rewards.length > 0 ? [`mean reward ${format.score(mean)} over ${rewards.length}`] : ['no reward known']),
      ...notes,
    ];
    return html`<header>
      <div class="line"><h1 title=${visible(title)}>${visible(title)}</h1><span class="num quiet">${facts.join(' · ')}</span></div>
      ${diagnoses.map((d) => html`<p class=${d.severity}>${d.severity === 'warning' ? html`<span class="down" aria-hidden="true">⚠</span><span class="sr">Warning:</span> ` : nothing}${visible(d.message)} <span class="quiet">${d.remedy ? visible(d.remedy) : ''}</span></p>`)}
      <div class="line">
        <label>credit <select @change=${(e: Event) => this.model.choose((e.target as HTMLSelectElement).value)}>
          ${credit.choice === credit.method.id ? nothing : html`<option selected value=${credit.choice}>${titleOf({ name: credit.method.name, choice: credit.choice })}</option>`}
          ${[...Map.groupBy(methods, (m) => m.group)].map(([group, all]) => html`<optgroup label=${group}>${all.map((m) => html`<option value=${m.id} ?selected=${m.id === credit.choice} ?disabled=${m.reason !== undefined}>${m.name}</option>`)}</optgroup>`)}
        </select></label>
        <label>rows by <select @change=${(e: Event) => this.model.sortBy((e.target as HTMLSelectElement).value as RowOrder)}>
          ${ORDERS.map(([order, name]) => html`<option value=${order} ?selected=${order === this.model.order}>${name}</option>`)}
        </select></label>
      </div>
      ${this.reason(credit)}
    </header>`;
  }

  private reason({ samples, method }: GroupCredit): TemplateResult | typeof nothing {
    const reason = samples.find((s) => s.reason !== undefined)?.reason;
    if (reason !== undefined)
      return html`<p>${visible(reason)} ${reason.includes('scored') ? html`<button class="link" @click=${() => this.model.host.rpc.send('score', {})}>score the group</button>` : nothing}</p>`;
    return this.model.largest === 0 ? html`<p>All credit is 0. <span class="quiet">${method.flat}</span></p>` : nothing;
  }

  private rows({ samples }: GroupCredit): TemplateResult {
    const { model, width } = this;
    const shown = model.rows.flatMap((i) => samples[i] ?? []);
    const wide = model.steps > 0 ? Math.min(40, Math.max(1, width / model.steps)) : 1;
    return html`<div class="samples">
      <div class="names">
        <div class="row caption"><span>sample</span><span>reward</span><span title="GRPO: reward against the group, in deviations">advantage</span></div>
        ${shown.map((s) => this.name(s))}
      </div>
      <div class="heat">
        <div class="caption quiet">${format.plural(model.steps, 'step')} →</div>
        <svg
          role="application"
          aria-label="Credit by sample and step; arrow keys move, Enter opens the step"
          tabindex="0"
          width=${Math.max(1, Math.round(wide * model.steps))}
          height=${Math.max(1, shown.length * ROW)}
          @keydown=${(e: KeyboardEvent) => this.onKey(e, shown)}
          @pointermove=${(e: PointerEvent) => this.point(e, wide)}
          @click=${(e: PointerEvent) => {
            this.point(e, wide);
            this.open(shown);
          }}
        >
          ${guard([model.snapshot, model.order, width], () =>
            [
              ...heatPaths(
                shown.map((s) => s.values),
                model.largest,
                wide,
              ),
            ].map(([at, d]) => svg`<path class=${at === 0 ? 'h0' : at > 0 ? `u${at}` : `d${-at}`} d=${d}></path>`),
          )}
          <rect class="cursor" x=${model.cell.step * wide} y=${model.cell.row * ROW} width=${Math.max(3, wide)} height=${ROW}></rect>
        </svg>
      </div>
    </div>`;
  }

  private name({ id, sample, outcome, status, advantage }: GroupSample): TemplateResult {
    const end = endOf(outcome, status, status === 'running');
    return html`<div class="row num">
      <button class="link" title=${end.word} @click=${() => this.model.host.rpc.send('open', { id })}><span class=${end.tone}>${icon(end.icon)}</span> sample ${sample + 1}<span class="sr">, ${end.word}</span></button>
      <span>${outcome.reward === undefined ? html`<span class="quiet">unknown</span>` : format.score(outcome.reward)}</span>
      <span class=${advantage === undefined ? 'quiet' : advantage > 0 ? 'up' : advantage < 0 ? 'down' : ''}>${advantage === undefined ? 'unknown' : format.change(advantage)}</span>
    </div>`;
  }

  private legend({ method }: GroupCredit): TemplateResult {
    const largest = format.score(this.model.largest);
    return html`<div class="legend num">
      <span>−${largest}</span>
      <svg width="126" height="12" aria-hidden="true">${[4, 3, 2, 1].map((at, i) => svg`<path class="d${at}" d="M${i * 14} 0h13v12h-13Z"></path>`)}<path class="h0" d="M56 0h13v12h-13Z"></path>${[1, 2, 3, 4].map((at, i) => svg`<path class="u${at}" d="M${(i + 5) * 14} 0h13v12h-13Z"></path>`)}</svg>
      <span>+${largest}</span>
      <span class="quiet">${method.name}, ${unitLong(method.unit)}; grey is 0, empty is unknown</span>
    </div>`;
  }

  private cellText({ samples, method }: GroupCredit): string {
    const { row, step } = this.model.cell;
    const sample = samples[this.model.rows[row] ?? -1];
    if (!sample) return '';
    if (step >= sample.steps) return `sample ${sample.sample + 1} ended after ${format.plural(sample.steps, 'step')}`;
    const value = sample.values[step];
    return `sample ${sample.sample + 1}, step ${step + 1} of ${sample.steps}: ${value === undefined ? 'credit unknown' : `${method.name} ${format.change(value)} ${unitShort(method.unit)}`} · Enter or click opens it`;
  }

  private point(event: PointerEvent, wide: number): void {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const [row, step] = [Math.floor((event.clientY - box.top) / ROW), Math.floor((event.clientX - box.left) / wide)];
    if (row !== this.model.cell.row || step !== this.model.cell.step) this.model.moveTo(row, step);
  }

  private onKey(event: KeyboardEvent, shown: readonly GroupSample[]): void {
    const { row, step } = this.model.cell;
    const to: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, step],
      ArrowDown: [row + 1, step],
      ArrowLeft: [row, step - 1],
      ArrowRight: [row, step + 1],
      Home: [row, 0],
      End: [row, (shown[row]?.steps ?? 1) - 1],
    };
    const target = to[event.key];
    if (event.key === 'Enter') this.open(shown);
    else if (target) this.model.moveTo(...(target as [number, number]));
    else return;
    event.preventDefault();
  }

  private open(shown: readonly GroupSample[]): void {
    const { row, step } = this.model.cell;
    const sample = shown[row];
    if (sample && step < sample.steps) this.model.host.rpc.send('open', { id: sample.id, step });
  }
}
