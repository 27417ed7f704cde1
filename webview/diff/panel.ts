import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { DiffReport } from '../../src/core/diff/report.ts';
import { countsText, decisiveText, firstText } from '../../src/core/diff/report-words.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import { ModelElement } from '../element.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import { type DiffAct, diffActOf } from './keys.ts';
import './list.ts';
import type { DiffModel } from './model.ts';
import { stateStyle } from './state-style.ts';

/** The diff of two to eight trajectories. */
@customElement('rl-diff-panel')
export class DiffPanel extends ModelElement<DiffModel> {
  static override styles = [
    base,
    stateStyle,
    css`
      :host {
        container: panel / inline-size;
        display: block;
        height: 100vh;
      }
      main {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr) auto;
        height: 100%;
      }
      header {
        padding: 10px 16px 8px;
        border-bottom: 1px solid var(--line);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        align-items: baseline;
      }
      h1 {
        margin: 0;
        font-size: 14px;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .acts {
        display: flex;
        gap: 14px;
        margin-left: auto;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 1px 12px;
        margin: 5px 0 0;
      }
      dt {
        color: var(--quiet);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      rl-diff-list {
        min-height: 0;
      }
    `,
  ];
  private readonly keydown = (event: KeyboardEvent): void => this.onKey(event);

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.keydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.keydown);
  }

  override render(): TemplateResult {
    const { snapshot, failure } = this.model;
    const problem = failure === undefined ? snapshot?.problem : { message: failure };
    if (problem)
      return html`<main><div class="state" role="alert"><span class="down">${icon('error')}</span><p><b>${visible(problem.message)}</b></p>${'remedy' in problem && problem.remedy ? html`<p>${visible(problem.remedy)}</p>` : nothing}
        <tk-button @click=${() => void this.model.start()}>Try again</tk-button></div></main>`;
    const report = snapshot?.report;
    if (!report)
      return html`<main><div class="state" role="status"><tk-progress-ring aria-label="Reading the trajectories"></tk-progress-ring><p>Reading the trajectories…</p></div></main>`;
    return html`<main>
      ${this.header(report)}
      ${
        report.comparison.rows.length === 0
          ? html`<div class="state" role="status"><span class="quiet">${icon('unknown')}</span><p><b>None of these trajectories has a step.</b></p></div>`
          : html`<rl-diff-list .model=${this.model}></rl-diff-list>`
      }
      <footer><span>${this.model.notice || 'j/k row · Enter open · n/N difference · f first · d decisive · t as text · c copy summary'}</span></footer>
      <div class="sr" role="status" aria-live="polite">${this.model.notice}</div>
    </main>`;
  }

  private header(report: DiffReport): TemplateResult {
    const { model } = this;
    const { rpc } = model.host;
    const { first, decisive } = report.comparison;
    const link = (text: string, title: string, act: () => void): TemplateResult =>
      html`<button class="link" title=${title} @click=${act}>${text}</button>`;
    return html`<header>
      <div class="line">
        <h1>${visible(report.title)}</h1>
        <span class="acts">
          ${link('Copy summary', 'As Markdown, to paste (c)', () => this.act('copy'))}
          ${link('As text', 'Open A and B in the text diff editor (t)', () => this.act('text'))}
          ${link('Swap', 'Exchange A and B', () => rpc.send('swap', {}))}
          ${report.sides.length < 8 ? link('Add…', 'Add a trajectory', () => rpc.send('add', {})) : nothing}
          ${link('Export…', 'HTML, Markdown or JSON', () => rpc.send('export', {}))}
        </span>
      </div>
      <dl>
        <dt>steps</dt>
        <dd>${countsText(report)}</dd>
        <dt>first divergence</dt>
        <dd>${first === undefined ? 'none: no step differs' : link(firstText(report) ?? '', 'Go there (f)', () => this.act('first'))}</dd>
        <dt>decisive</dt>
        <dd>${decisive === undefined ? html`<span class="quiet">${undecided(report)}</span>` : link(decisiveText(report) ?? '', 'Go there (d)', () => this.act('decisive'))}</dd>
      </dl>
    </header>`;
  }

  private onKey(event: KeyboardEvent): void {
    const act = diffActOf(event);
    const target = event.composedPath()[0];
    if (!act || event.defaultPrevented || !this.model.snapshot?.report) return;
    if (act === 'toggle' && target instanceof HTMLElement && target.closest('button, tk-button')) return;
    event.preventDefault();
    this.act(act);
  }

  private act(act: DiffAct): void {
    const { model } = this;
    const { rpc } = model.host;
    const acts: Readonly<Record<DiffAct, () => void>> = {
      next: () => model.go(model.selected + 1),
      previous: () => model.go(model.selected - 1),
      toggle: () => model.toggle(model.selected),
      nextDifference: () => model.goToDifference(1),
      previousDifference: () => model.goToDifference(-1),
      first: () => model.goToRow(model.comparison?.first, 'no step differs'),
      decisive: () => model.goToRow(model.comparison?.decisive?.row, 'the decisive divergence is unknown'),
      text: () => rpc.send('openText', {}),
      copy: () => {
        rpc.send('copy', { text: model.snapshot?.summary ?? '', what: 'Summary' });
        model.say('summary copied as Markdown');
      },
      top: () => model.go(0),
      end: () => model.go(model.lines.length - 1),
    };
    acts[act]();
  }
}

function undecided({ basis, sides }: DiffReport): string {
  if (!basis) return 'unknown: no scores yet, and no prefix shared with samples of known reward';
  const unscored = sides.filter(({ values }) => !values).map(({ letter }) => letter);
  return unscored.length > 0 ? `unknown: ${unscored.join(', ')} not scored yet` : 'none: the scores end alike';
}
