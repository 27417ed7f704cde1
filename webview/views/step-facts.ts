import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Step } from '../../src/core/model/trajectory.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import type { ScorerRow } from '../../src/protocol/panel.ts';
import '../credit/step-credit.ts';
import { PanelElement } from '../element.ts';
import { PREAMBLE } from '../model.ts';
import * as format from '../parts/format.ts';
import { stepText } from '../parts/step-text.ts';
import { trustNote } from '../parts/trust.ts';
import { base } from '../ui/theme.ts';

/** Numbers of one step: its scores by scorer, what the log recorded, and the ways out of the panel. */
@customElement('rl-step-facts')
export class StepFacts extends PanelElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        font-size: 12px;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        align-items: baseline;
        justify-content: space-between;
        margin-bottom: 10px;
      }
      h2 {
        margin: 0;
        font-size: 13px;
        font-weight: 600;
      }
      h2 span {
        font-weight: 400;
      }
      .links {
        display: flex;
        gap: 12px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        margin: 0 0 4px;
      }
      th,
      td {
        padding: 1px 0 1px 12px;
        text-align: right;
        font-weight: 400;
        vertical-align: top;
        white-space: nowrap;
      }
      th:first-child,
      td:first-child {
        padding-left: 0;
        text-align: left;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      thead th,
      h3,
      dt {
        color: var(--quiet);
        font-weight: 400;
      }
      h3 {
        margin: 14px 0 3px;
        font-size: 12px;
      }
      .note {
        margin: 4px 0 0;
        color: var(--quiet);
        line-height: 1.4;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 1px 16px;
        margin: 0;
      }
      dd {
        margin: 0;
        text-align: right;
        overflow-wrap: anywhere;
      }
      @container panel (max-width: 900px) {
        :host {
          margin: 6px 0 2px;
          padding: 6px 10px 4px;
          border: 1px solid var(--line);
          border-radius: 4px;
        }
        .top {
          margin-bottom: 4px;
        }
        h3 {
          margin-top: 6px;
        }
        dl {
          display: flex;
          flex-wrap: wrap;
        }
        dl div {
          display: flex;
          gap: 6px;
        }
        .note {
          display: none;
        }
      }
      @container panel (min-width: 900.1px) {
        dl div {
          display: contents;
        }
      }
    `,
  ];
  @property({ attribute: false }) index = 0;

  override render(): TemplateResult | typeof nothing {
    const { model, index } = this;
    if (index === PREAMBLE) {
      return html`<h2>Task</h2>
        <p class="note">What the policy was given before its first step. Scores begin with step 1.</p>
        <div class="links">${this.link('transcript', () => model.host.rpc.send('openTranscript', {}))} ${this.link('raw log', () => model.host.rpc.send('openRaw', {}))}</div>`;
    }
    if (!model.snapshot?.steps[index]) return nothing;
    return html`<div class="top">
        <h2 class="num">Step ${format.stepNumber(index)} <span class="quiet">of ${format.whole(model.count)}</span></h2>
        <div class="links">
          ${this.link('transcript', () => model.host.rpc.send('openTranscript', { step: index }))}
          ${this.link('raw line', () => model.host.rpc.send('openRaw', { step: index }))} ${this.link('copy', () => void this.copy())}
        </div>
      </div>
      ${this.scores()} <rl-step-credit .model=${model} .index=${index}></rl-step-credit> ${this.logged()}`;
  }

  private link(word: string, act: () => void): TemplateResult {
    return html`<button class="link" @click=${act}>${word}</button>`;
  }

  private async copy(): Promise<void> {
    try {
      const { step } = await this.model.wholeStep(this.index);
      this.model.host.rpc.send('copy', { text: stepText(step) });
      this.model.say(`step ${format.stepNumber(this.index)} copied`);
    } catch (error) {
      this.model.say(error instanceof Error ? error.message : String(error));
    }
  }

  private scores(): TemplateResult {
    const { snapshot } = this.model;
    const { scores, scorer, trust, others = [] } = snapshot ?? {};
    const rows: ScorerRow[] = scorer ? [{ ...scorer, values: scores?.values ?? [], trust }, ...others] : [...others];
    if (rows.length === 0) {
      return html`<p class="note">No scorer has scored this trajectory: ${snapshot?.scoring.reason ?? 'unknown'}.</p>
        ${this.link('score it now', () => this.model.host.rpc.send('rescore', {}))}`;
    }
    return html`<table>
        <thead>
          <tr><th scope="col">scores</th><th scope="col">value</th><th scope="col">change</th><th scope="col">trust</th></tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.scoreRow(row))}
        </tbody>
      </table>
      <p class="note">${scorer ? `The score is ${format.meaning(scorer.meaning)}. ` : ''}${trustNote(trust)}</p>`;
  }

  private scoreRow({ name, values, trust }: ScorerRow): TemplateResult {
    const value = values[this.index];
    const before = values[this.index - 1];
    const delta = value === undefined || before === undefined ? undefined : value - before;
    return html`<tr>
      <td>${visible(name)}</td>
      <td class="num">${value === undefined ? html`<span class="quiet">unknown</span>` : format.score(value)}</td>
      <td class="num ${delta ? (delta < 0 ? 'down' : 'up') : ''}">${delta === undefined ? html`<span class="quiet">${this.index === 0 ? 'first step' : 'unknown'}</span>` : format.change(delta)}</td>
      <td>${trust?.level ?? 'untested'}</td>
    </tr>`;
  }

  private logged(): TemplateResult | typeof nothing {
    const head = this.model.snapshot?.steps[this.index];
    const step = this.model.step(this.index)?.step;
    const facts = [
      ...(head?.reward === undefined ? [] : [['reward', format.score(head.reward)] as const]),
      ...(head?.durationMs === undefined
        ? []
        : [[step?.timing?.derived ? 'duration (from time stamps)' : 'duration', format.duration(head.durationMs)] as const]),
      ...(step ? stepFacts(step) : []),
    ];
    if (facts.length === 0) return nothing;
    return html`<h3>logged</h3>
      <dl>${facts.map(([name, value]) => html`<div><dt>${visible(name)}</dt><dd class="num">${value}</dd></div>`)}</dl>`;
  }
}

function stepFacts({ usage, label, logged, tokens, actor }: Step): (readonly [string, string])[] {
  return [
    ...(actor === 'assistant' ? [] : [['actor', visible(actor)] as const]),
    ...(usage?.input === undefined ? [] : [['tokens read', format.whole(usage.input)] as const]),
    ...(usage?.output === undefined ? [] : [['tokens generated', format.whole(usage.output)] as const]),
    ...(usage?.cost === undefined ? [] : [['cost', format.dollars(usage.cost)] as const]),
    ...(label === undefined ? [] : [['label', label > 0 ? 'good' : label < 0 ? 'bad' : 'neutral'] as const]),
    ...Object.entries(logged ?? {}).map(([name, value]) => [name, Number(value.toPrecision(5)).toString().replace('-', '−')] as const),
    ...(tokens?.lossMask
      ? [['tokens in the loss', `${tokens.lossMask.filter((m) => m > 0).length} of ${tokens.lossMask.length}`] as const]
      : []),
  ];
}
