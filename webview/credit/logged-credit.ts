import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visible } from '../../src/core/transcript/visible.ts';
import { PanelElement } from '../element.ts';
import * as format from '../parts/format.ts';
import { base } from '../ui/theme.ts';

/** What the trainer logged for this step beside what it should have been, and what stands out in the batch. */
@customElement('rl-logged-credit')
export class LoggedCreditView extends PanelElement {
  static override styles = [
    base,
    css`
      h3 {
        margin: 12px 0 3px;
        font-size: 12px;
        font-weight: 400;
        color: var(--quiet);
      }
      p {
        margin: 3px 0 0;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
      .warning::before {
        content: '⚠ ';
        color: var(--down);
      }
    `,
  ];
  @property({ attribute: false }) index = 0;

  override render(): TemplateResult | typeof nothing {
    const { answer } = this.model.credit;
    if (!answer || (!answer.logged && answer.diagnoses.length === 0)) return nothing;
    const { logged, diagnoses } = answer;
    return html`${logged ? html`<h3>logged by the trainer</h3><p class="num">${this.advantage()}</p>` : html`<h3>about the group</h3>`}
    ${diagnoses.map(
      ({ severity, message, remedy }) =>
        html`<p class=${severity}>${severity === 'warning' ? html`<span class="sr">Warning: </span>` : nothing}${visible(message)}${remedy ? html` <span class="quiet">${visible(remedy)}</span>` : nothing}</p>`,
    )}`;
  }

  private advantage(): string {
    const { logged } = this.model.credit.answer ?? {};
    const value = logged?.values[this.index] ?? undefined;
    const tokens = logged?.tokens[this.index];
    if (value === undefined) return 'no advantage for this step';
    const size = `advantage ${format.change(value)}`;
    if (logged?.level === 'trajectory') return `${size}, one for the whole rollout`;
    if (!tokens) return size;
    const outside = tokens.outside > 0 ? `; ${format.plural(tokens.outside, 'of them is', 'of them are')} outside the loss` : '';
    return `${size} on average, on ${format.whole(tokens.credited)} of ${format.plural(tokens.all, 'token')}${outside}`;
  }
}
