import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Message } from '../../src/core/model/trajectory.ts';
import { PanelElement } from '../element.ts';
import { PREAMBLE } from '../model.ts';
import { base } from '../ui/theme.ts';
import { blockStyle } from './block-style.ts';
import './image.ts';
import './text.ts';

const LABEL: Readonly<Record<Message['role'], string>> = {
  system: 'System prompt',
  user: 'Task · first message',
  assistant: 'Assistant · given',
  tool: 'Tool · given',
};

/** What the policy was given before its first step. */
@customElement('rl-preamble')
export class Preamble extends PanelElement {
  static override styles = [
    base,
    blockStyle,
    css`
      :host {
        padding: 0 16px 12px 49px;
      }
      .wait {
        padding-top: 8px;
        color: var(--quiet);
      }
      @container panel (max-width: 900px) {
        :host {
          padding-left: 16px;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.model.loadPreamble();
  }

  override render(): TemplateResult {
    const { preamble, snapshot } = this.model;
    if (!preamble) return html`<div class="wait" role="status">reading the first messages…</div>`;
    const task = snapshot?.task.text;
    const told = task !== undefined && preamble.some((m) => m.text.includes(task.slice(0, 200)));
    if (preamble.length === 0 && !task) return html`<div class="wait">The log keeps no system prompt and no task text.</div>`;
    return html`${task && !told ? this.text('Task', 'task', task, 'prose') : nothing}
    ${preamble.map(
      (message, i) =>
        html`${this.text(LABEL[message.role], `preamble.${i}`, message.text, message.role === 'system' ? 'output' : 'prose')}
        ${message.images?.map((image, k) => html`<rl-image .model=${this.model} .step=${PREAMBLE} .observation=${i} .image=${k} .note=${image.kind === 'elided' ? image.note : undefined}></rl-image>`)}`,
    )}`;
  }

  private text(label: string, field: string, text: string, look: 'prose' | 'output'): TemplateResult {
    return html`<rl-text .model=${this.model} .step=${PREAMBLE} .label=${label} .field=${field} .text=${text} .look=${look}></rl-text>`;
  }
}
