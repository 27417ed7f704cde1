import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { visible } from '../../src/core/transcript/visible.ts';
import { PanelElement } from '../element.ts';
import '../credit/picker.ts';
import type { StepList } from '../list/step-list.ts';
import '../list/step-list.ts';
import * as format from '../parts/format.ts';
import { actOf, type KeyAct } from '../parts/keys.ts';
import type { Viewport } from '../plot/strip.ts';
import '../plot/strip.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import './header.ts';
import './help.ts';
import type { SearchBar } from './search-bar.ts';
import './search-bar.ts';
import './step-facts.ts';

/** The trajectory panel. */
@customElement('rl-panel')
export class Panel extends PanelElement {
  static override styles = [
    base,
    css`
      :host {
        container: panel / inline-size;
        display: block;
        height: 100vh;
      }
      main {
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr) auto;
        grid-template-columns: minmax(0, 1fr);
        height: 100%;
      }
      .middle {
        position: relative;
        display: grid;
        grid-template-columns: minmax(0, 1fr) 340px;
        min-height: 0;
      }
      .left {
        position: relative;
        display: grid;
        min-height: 0;
      }
      aside {
        overflow-y: auto;
        padding: 10px 16px;
        border-left: 1px solid var(--line);
      }
      @container panel (max-width: 900px) {
        .middle {
          grid-template-columns: minmax(0, 1fr);
        }
        aside {
          display: none;
        }
      }
      footer {
        display: flex;
        gap: 16px;
        justify-content: space-between;
        min-height: 22px;
        padding: 2px 16px;
        border-top: 1px solid var(--line);
        font-size: var(--small);
        color: var(--quiet);
        white-space: nowrap;
        overflow: hidden;
      }
      footer span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .state {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 6px;
        padding: 32px;
        text-align: center;
        overflow-wrap: anywhere;
        overflow-y: auto;
      }
      .state p {
        margin: 0;
        max-width: 70ch;
        white-space: pre-wrap;
      }
      .state .icon {
        width: 28px;
        height: 28px;
      }
    `,
  ];
  @state() private viewport: Viewport = { from: 0, to: 0 };
  @state() private searching = false;
  @state() private help = false;
  @state() private picking = false;
  @query('rl-step-list') private readonly list!: StepList | null;
  @query('rl-search-bar') private readonly searchBar!: SearchBar | null;
  private readonly keydown = (event: KeyboardEvent): void => this.onKey(event);

  override connectedCallback(): void {
    super.connectedCallback();
    this.model.onPicker = () => this.act('credit');
    document.addEventListener('keydown', this.keydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.keydown);
  }

  override render(): TemplateResult {
    const { model } = this;
    const { snapshot } = model;
    if (!snapshot) return this.waiting();
    return html`<main>
      <rl-header .model=${model} @ask=${(event: CustomEvent<'search' | 'help' | 'credit'>) => this.act(event.detail)}></rl-header>
      <rl-strip .model=${model} .viewport=${this.viewport} @strip-scroll=${(event: CustomEvent<number>) => this.list?.scrollToStep(event.detail)} @strip-wheel=${(event: CustomEvent<number>) => this.list?.scrollByPixels(event.detail)}></rl-strip>
      ${snapshot.problem || snapshot.steps.length === 0 ? this.empty() : this.middle()} ${this.footer()}
      <div class="sr" role="status" aria-live="polite">${model.unseen > 0 ? `${format.plural(model.unseen, 'new step')}. ` : ''}${model.notice}</div>
      ${this.picking ? html`<rl-credit-picker .model=${model} @close-picker=${() => this.closePicker()}></rl-credit-picker>` : nothing}
      ${this.help ? html`<rl-help @close-help=${() => this.closeHelp()}></rl-help>` : nothing}
    </main>`;
  }

  private middle(): TemplateResult {
    const { model } = this;
    return html`<div class="middle">
      <div class="left">
        <rl-step-list .model=${model} @viewport=${(event: CustomEvent<Viewport>) => this.look(event.detail)}></rl-step-list>
        ${this.searching || model.search ? html`<rl-search-bar .model=${model} @close-search=${() => this.closeSearch()}></rl-search-bar>` : nothing}
      </div>
      <aside aria-label="Selected step" tabindex="0"><rl-step-facts .model=${model} .index=${model.selected}></rl-step-facts></aside>
    </div>`;
  }

  private look(viewport: Viewport): void {
    if (viewport.from !== this.viewport.from || viewport.to !== this.viewport.to) this.viewport = viewport;
  }

  private footer(): TemplateResult {
    const { notice, snapshot } = this.model;
    return html`<footer>
      <span>${notice === '' ? `j/k step · Enter open · J/K by ${this.model.credit.lane?.flat === false ? 'credit' : 'change'} · c credit · e error · / search · o transcript · ? keys` : notice}</span>
      <span title=${visible(snapshot?.file ?? '')}>${visible(snapshot?.format ?? '')} · ${visible(snapshot?.file.split('/').at(-1) ?? '')}</span>
    </footer>`;
  }

  private waiting(): TemplateResult {
    const { failure } = this.model;
    if (failure === undefined)
      return html`<main><div class="state" role="status"><tk-progress-ring aria-label="Reading the trajectory"></tk-progress-ring><p>Reading the trajectory…</p></div></main>`;
    return html`<main><div class="state" role="alert"><span class="down">${icon('error')}</span><p><b>The trajectory cannot be shown.</b></p><p>${visible(failure)}</p>
      <tk-button @click=${() => void this.model.start()}>Try again</tk-button></div></main>`;
  }

  private empty(): TemplateResult {
    const { snapshot } = this.model;
    const { problem, status, outcome, live } = snapshot ?? {};
    const raw = html`<tk-button appearance="secondary" @click=${() => this.model.host.rpc.send('openRaw', {})}>Open the raw log</tk-button>`;
    if (problem) {
      return html`<div class="state" role="alert"><span class="down">${icon('error')}</span><p><b>${visible(problem.message)}</b></p>${problem.remedy ? html`<p>${visible(problem.remedy)}</p>` : nothing}${raw}</div>`;
    }
    const why =
      status === 'error'
        ? html`<p><b>This rollout ended in an error before its first step.</b></p><p>${outcome?.error ? visible(outcome.error) : 'The log does not say which.'}</p>`
        : status === 'running' || live
          ? html`<p><b>No steps yet.</b></p><p class="quiet">The rollout is running; steps appear here as they are written.</p>`
          : html`<p><b>This trajectory has no steps.</b></p><p class="quiet">The log holds its task and its outcome, but nothing the policy did.${outcome?.stop ? ` It stopped because of: ${visible(outcome.stop)}.` : ''}</p>`;
    return html`<div class="state" role="status"><span class=${status === 'error' ? 'down' : 'quiet'}>${icon(status === 'error' ? 'error' : 'unknown')}</span>${why}${raw}</div>`;
  }

  private closeSearch(): void {
    this.searching = false;
    this.list?.focusSelected();
  }

  private closeHelp(): void {
    this.help = false;
    this.list?.focusSelected();
  }

  private closePicker(): void {
    this.picking = false;
    this.list?.focusSelected();
  }

  private onKey(event: KeyboardEvent): void {
    const act = actOf(event);
    const target = event.composedPath()[0];
    if (!act || event.defaultPrevented || !this.model.snapshot || this.help || this.picking) return;
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    if (act === 'toggle' && target instanceof HTMLElement && target.closest('button, a, tk-button')) return;
    if (this.act(act)) event.preventDefault();
  }

  private act(act: KeyAct): boolean {
    const { model } = this;
    const acts: Readonly<Record<KeyAct, () => void>> = {
      next: () => model.go(model.selected + 1),
      previous: () => model.go(model.selected - 1),
      toggle: () => model.toggle(model.selected),
      nextChange: () => model.goByChange(1),
      previousChange: () => model.goByChange(-1),
      nextError: () => model.goToError(),
      transcript: () => model.host.rpc.send('openTranscript', model.selected < 0 ? {} : { step: model.selected }),
      credit: () => {
        if (model.snapshot?.credit) this.picking = true;
        else model.say('there are no steps to give credit to');
      },
      search: () => this.openSearch(),
      nextHit: () => model.nextHit(1),
      previousHit: () => model.nextHit(-1),
      first: () => model.go(-1),
      last: () => model.go(model.count - 1),
      pageDown: () => this.list?.page(1),
      pageUp: () => this.list?.page(-1),
      help: () => {
        this.help = true;
      },
      escape: () => {
        if (model.search) model.closeSearch();
        this.searching = false;
        model.say('');
      },
    };
    acts[act]();
    return true;
  }

  private openSearch(): void {
    this.searching = true;
    this.searchBar?.focusField();
  }
}
