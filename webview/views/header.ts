import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { oneLine } from '../../src/core/transcript/visible.ts';
import type { PanelSnapshot } from '../../src/protocol/panel.ts';
import { titleOf, unitLong } from '../credit/words.ts';
import { PanelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { endOf } from '../parts/outcome.ts';
import { trustNote, trustText } from '../parts/trust.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';

/** What am I looking at, and how far may I trust it: two lines. */
@customElement('rl-header')
export class Header extends PanelElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 7px 16px 6px;
        border-bottom: 1px solid var(--line);
      }
      .line {
        display: flex;
        align-items: center;
        gap: 2px 14px;
        min-height: 22px;
        min-width: 0;
      }
      .line + .line {
        font-size: 12px;
      }
      h1 {
        flex: 0 1 auto;
        min-width: 0;
        margin: 0;
        font-size: 14px;
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .space {
        flex: 1 1 0;
      }
      .sample {
        display: flex;
        align-items: center;
        white-space: nowrap;
      }
      .fact {
        flex: 0 2 auto;
        white-space: nowrap;
        max-width: 48ch;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .end {
        display: inline-flex;
        gap: 8px;
        align-items: center;
        max-width: 60ch;
      }
      .fact.short,
      .end > :first-child,
      .iconic,
      .sample,
      .live {
        flex: none;
        white-space: nowrap;
      }
      .end {
        min-width: 6ch;
      }
      .end b {
        font-weight: 600;
      }
      .end .icon {
        stroke-width: 1.8;
      }
      .end .detail {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .chip {
        padding: 0 8px;
        border: 1px solid var(--line);
        border-radius: 10px;
        line-height: 18px;
        font-size: 12px;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
        flex: none;
        max-width: 100%;
      }
      .chip.strong {
        border-color: var(--up);
        color: var(--up);
      }
      .chip.weak,
      .chip.none {
        border-color: var(--down);
        color: var(--down);
      }
      .chip.untested {
        border-style: dashed;
      }
      .pick {
        flex: 0 1 auto;
        max-width: 44ch;
        padding: 0 6px;
        margin-right: -6px;
        border-radius: 4px;
        line-height: 20px;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .pick:hover {
        background: var(--vscode-toolbar-hoverBackground, var(--hover));
      }
      .live::before {
        content: '';
        display: inline-block;
        width: 7px;
        height: 7px;
        margin-right: 5px;
        border-radius: 50%;
        background: var(--up);
      }
      @container panel (max-width: 760px) {
        header {
          display: flex;
          flex-wrap: wrap;
          align-items: center;
          gap: 2px 12px;
          font-size: 12px;
        }
        .line {
          display: contents;
        }
        .space,
        .minor {
          display: none;
        }
        h1 {
          max-width: 60%;
        }
      }
      @media (prefers-reduced-motion: no-preference) {
        .live::before {
          animation: pulse 2s ease-in-out infinite;
          animation-play-state: var(--motion, running);
        }
      }
      @keyframes pulse {
        50% {
          opacity: 0.35;
        }
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.model;
    if (!snapshot) return nothing;
    return html`<header>
      <div class="line">
        <h1 title=${oneLine(snapshot.title, 300)}>${oneLine(snapshot.title, 120)}</h1>
        ${this.sample(snapshot)}
        <span class="space"></span>
        ${
          snapshot.scorer
            ? html`<span class="fact"><span class="quiet">scorer</span> ${oneLine(snapshot.scorer.name, 60)} <span class="quiet minor">· ${format.meaning(snapshot.scorer.meaning)}</span></span>`
            : html`<span class="fact quiet">no scorer</span>`
        }
        ${snapshot.scorer || snapshot.trust ? html`<span class="chip num ${snapshot.trust?.level ?? 'untested'}" title=${trustNote(snapshot.trust)}>${trustText(snapshot.trust)}</span>` : nothing}
        ${snapshot.credit ? this.credit() : nothing}
      </div>
      <div class="line">
        ${this.end(snapshot)} ${facts(snapshot).map((fact) => html`<span class="fact num ${fact.length < 32 ? 'short' : ''}" title=${fact}>${fact}</span>`)}
        <span class="space"></span>
        ${this.warning()}
        <span class="fact num quiet" title=${scoringText(snapshot)}>${scoringText(snapshot)}</span>
        ${snapshot.live ? html`<span class="live">live</span>` : nothing}
        <button class="iconic" title="Search (/)" aria-label="Search in this trajectory" @click=${() => this.ask('search')}>${icon('search')}</button>
        <button class="iconic" title="Keys (?)" aria-label="Show keys" @click=${() => this.ask('help')}>${icon('keys')}</button>
      </div>
    </header>`;
  }

  private ask(name: string): void {
    this.dispatchEvent(new CustomEvent('ask', { detail: name }));
  }

  /** The gravest thing the credit check found; the side area has it in full. */
  private warning(): TemplateResult | typeof nothing {
    const found = this.model.credit.answer?.diagnoses.find(({ severity }) => severity === 'warning');
    return found
      ? html`<span class="fact" title=${oneLine(found.message, 400)}><span class="down" aria-hidden="true">⚠</span> ${WARNINGS[found.code] ?? 'see credit'}</span>`
      : nothing;
  }

  private credit(): TemplateResult {
    const { lane } = this.model.credit;
    return html`<button class="pick" title="Choose credit methods (c)" aria-haspopup="dialog" @click=${() => this.ask('credit')}>
      <span class="quiet">credit</span> ${lane ? titleOf(lane) : 'choose'} ${lane ? html`<span class="quiet minor">· ${unitLong(lane.unit)}</span>` : nothing}
      <span aria-hidden="true">▾</span>
    </button>`;
  }

  private sample({ siblings, id, sample }: PanelSnapshot): TemplateResult {
    const at = siblings.indexOf(id);
    if (at < 0) return html`<span class="quiet num">sample ${sample + 1}</span>`;
    const go = (to: number, word: string, name: 'left' | 'right'): TemplateResult => {
      const target = siblings[to];
      return html`<button class="iconic" aria-label="${word} sample" title="${word} sample" ?disabled=${target === undefined} @click=${() => target && this.model.host.rpc.send('openSample', { id: target })}>${icon(name)}</button>`;
    };
    return html`<span class="sample num"><span class="quiet">sample</span>&nbsp;${at + 1} of ${siblings.length}
      ${siblings.length > 1 ? html`${go(at - 1, 'Previous', 'left')}${go(at + 1, 'Next', 'right')}` : nothing}</span>`;
  }

  private end({ outcome, status, live }: PanelSnapshot): TemplateResult {
    const { icon: name, tone, word, detail } = endOf(outcome, status, live);
    return html`<span class="end"><span class=${tone}>${icon(name)}&nbsp;<b>${word}</b></span>${detail === '' ? nothing : html`<span class="detail num" title=${oneLine(detail, 400)}>${oneLine(detail, 160)}</span>`}</span>`;
  }
}

const WARNINGS: Readonly<Record<string, string>> = {
  'no-match': 'logged advantages match no method',
  'zero-signal-groups': 'no signal in this group',
  'credit-on-masked-tokens': 'credit outside the loss',
  'wrong-group': 'advantages compare across prompts',
  'length-bias': 'rewards follow length',
};

/** What is known of the run; what is not known is not said. */
function facts({ policy, steps, totals, groupSolved }: PanelSnapshot): string[] {
  const update = policy.update === undefined ? '' : ` · update ${format.whole(policy.update)}`;
  const who = [policy.model, policy.agent].filter(Boolean).join(' in ');
  return [
    who === '' ? (update ? `policy unknown${update}` : '') : `${oneLine(who, 80)}${update}`,
    format.plural(steps.length, 'step'),
    totals.tokens === undefined ? '' : `${format.count(totals.tokens)} tokens`,
    totals.durationMs === undefined ? '' : format.duration(totals.durationMs),
    totals.cost === undefined ? '' : format.dollars(totals.cost),
    groupSolved && groupSolved.judged > 0 ? `${groupSolved.solved} of ${groupSolved.judged} in group solved` : '',
  ].filter((fact) => fact !== '');
}

function scoringText({ scoring }: PanelSnapshot): string {
  const { state, device, reason, rate, queued } = scoring;
  return [
    device ? `PRM ${device}` : 'PRM',
    state === 'idle' || state === 'scoring' ? '' : state,
    reason,
    queued > 0 ? `${queued} queued` : '',
    rate === undefined ? '' : `${format.whole(rate)} steps/s`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
