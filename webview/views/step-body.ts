import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Action, Observation, Step } from '../../src/core/model/trajectory.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import type { ShownStep } from '../../src/protocol/panel.ts';
import { PanelElement } from '../element.ts';
import { type Call, callOf } from '../parts/call.ts';
import { base } from '../ui/theme.ts';
import { blockStyle } from './block-style.ts';
import '../credit/token-heat.ts';
import './diff.ts';
import './image.ts';
import './json.ts';
import './step-facts.ts';
import { marked } from './row.ts';
import './text.ts';
import type { Look } from './text.ts';

/** An open step: what was thought, said and done, and what came back. */
@customElement('rl-step-body')
export class StepBody extends PanelElement {
  static override styles = [
    base,
    blockStyle,
    css`
      :host {
        padding: 0 16px 12px 49px;
      }
      .target {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        font-family: var(--mono);
        font-size: var(--mono-size);
      }
      .path {
        font: var(--mono-size) var(--mono);
        margin: 0 0 3px;
        overflow-wrap: anywhere;
      }
      .wait {
        padding-top: 8px;
        color: var(--quiet);
      }
      rl-step-facts {
        display: none;
      }
      @container panel (max-width: 900px) {
        :host {
          padding-left: 16px;
        }
        rl-step-facts {
          display: block;
        }
      }
    `,
  ];
  @property({ attribute: false }) index = 0;

  override render(): TemplateResult {
    const shown = this.model.step(this.index);
    if (!shown) {
      const failure = this.model.stepFailure(this.index);
      return html`<div class="wait" role=${failure ? 'alert' : 'status'}>${failure ? `This step could not be read: ${failure}` : 'reading step…'}</div>`;
    }
    const { step } = shown;
    const answered = new Set<Observation>();
    const parts = step.actions.map((action, i) => {
      const answers = step.observations.filter((o) => o.of !== undefined && o.of === action.id && !answered.has(o));
      for (const answer of answers) answered.add(answer);
      return [this.action(shown, action, i), answers.map((o) => this.observation(shown, o))];
    });
    return html`<rl-step-facts .model=${this.model} .index=${this.index}></rl-step-facts>
      ${step.thought ? this.text(shown, 'Thought', 'thought', step.thought, 'prose') : nothing}
      ${step.text ? this.text(shown, 'Says', 'text', step.text, 'prose', step.actor === 'assistant' ? '' : visible(step.actor)) : nothing}
      ${parts} ${step.observations.filter((o) => !answered.has(o)).map((o) => this.observation(shown, o))}
      ${step.error === undefined ? nothing : this.text(shown, 'Error', 'error', step.error, 'error')}
      ${shown.heat ? html`<rl-token-heat .model=${this.model} .index=${this.index}></rl-token-heat>` : nothing}
      ${isBare(step) ? html`<div class="wait">The log has no text for this step.</div>` : nothing}`;
  }

  private text({ cut }: ShownStep, label: string, field: string, text: string, look: Look, tag = ''): TemplateResult {
    return html`<rl-text .model=${this.model} .step=${this.index} .label=${label} .tag=${tag} .field=${field} .text=${text} .look=${look} .whole=${cut[field]}></rl-text>`;
  }

  private action(shown: ShownStep, action: Action, i: number): TemplateResult {
    const call = callOf(action);
    const field = `actions.${i}.args`;
    const cut = Object.keys(shown.cut).some((name) => name.startsWith(field));
    return html`${this.call(call, field, visible(action.tool))}
      ${
        call.rest === null || call.form === 'tree'
          ? nothing
          : html`<div class="label"><span class="plain">other arguments</span></div>
              <rl-json .model=${this.model} .step=${this.index} .field=${`${field}#rest`} .value=${call.rest}></rl-json>`
      }
      ${cut ? html`<button class="link more" @click=${() => this.whole()}>the arguments are cut · show all</button>` : nothing}`;
  }

  private whole(): void {
    this.model.wholeStep(this.index).catch((error: Error) => this.model.say(error.message));
  }

  private call(call: Call, field: string, tool: string): TemplateResult {
    const text = (text: string, look: Look): TemplateResult =>
      html`<rl-text .model=${this.model} .step=${this.index} .label=${'Action'} .tag=${tool} .field=${field} .text=${text} .look=${look}></rl-text>`;
    switch (call.form) {
      case 'shell':
        return text(call.command, 'command');
      case 'code':
        return text(call.code, 'code');
      case 'text':
        return text(call.text, 'prose');
      case 'tree':
        return html`<div class="label"><span>Action</span><span class="plain">${tool}</span></div>
          ${
            isEmpty(call.rest)
              ? html`<span class="quiet">no arguments</span>`
              : html`<rl-json .model=${this.model} .step=${this.index} .field=${field} .value=${call.rest}></rl-json>`
          }`;
      case 'target':
        return html`<div class="label"><span>Action</span><span class="plain">${tool}</span></div>
          <div class="block target"><span>${this.marked(call.target)}</span>${call.detail ? html`<span class="quiet">${this.marked(call.detail)}</span>` : nothing}</div>`;
      case 'diff':
        return html`<div class="label"><span>Action</span><span class="plain">${tool}${call.fresh ? ' · whole text' : nothing}</span></div>
          ${call.path === undefined ? nothing : html`<div class="path">${this.marked(call.path)}</div>`}
          <rl-diff .model=${this.model} .step=${this.index} .field=${field} .lines=${call.lines}></rl-diff>`;
    }
  }

  private marked(text: string): unknown {
    return marked(visible(text), this.model.search?.query);
  }

  private observation(shown: ShownStep, observation: Observation): TemplateResult {
    const k = shown.step.observations.indexOf(observation);
    const { from, isError, images, text } = observation;
    const human = from === 'user' || from === 'human';
    const label = human ? 'User' : 'Observation';
    const speaker = from && !human && from !== 'tool' && from !== 'environment' ? visible(from) : '';
    const tag = [speaker, isError ? '✗ error' : ''].filter(Boolean).join(' · ');
    const look = isError ? 'error' : human ? 'prose' : 'output';
    return html`${
      text.trim() === ''
        ? html`<div class="label"><span>${label}</span><span class="plain">${[tag, images?.length ? '' : 'empty'].filter(Boolean).join(' · ')}</span></div>`
        : this.text(shown, label, `observations.${k}.text`, text, look, tag)
    }
    ${images?.map(
      (image, i) =>
        html`<rl-image .model=${this.model} .step=${this.index} .observation=${k} .image=${i} .note=${image.kind === 'elided' ? visible(image.note) : undefined}></rl-image>`,
    )}`;
  }
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);

const isBare = (step: Step): boolean =>
  !step.thought && !step.text && step.actions.length === 0 && step.observations.length === 0 && step.error === undefined;
