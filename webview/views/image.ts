import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { PanelElement } from '../element.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';

/** A picture in an observation, asked for when its row comes near the viewport. */
@customElement('rl-image')
export class LogImage extends PanelElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        max-width: 100%;
        margin: 6px 8px 0 0;
        vertical-align: top;
      }
      .frame {
        display: grid;
        place-items: center;
        min-width: 120px;
        min-height: 72px;
        padding: 8px;
        border: 1px dashed var(--line);
        border-radius: 4px;
        color: var(--quiet);
        font-size: var(--small);
        text-align: center;
      }
      img {
        display: block;
        max-width: 100%;
        max-height: 220px;
        border: 1px solid var(--line);
        border-radius: 4px;
      }
      .large img {
        max-height: none;
      }
    `,
  ];
  @property({ attribute: false }) step = 0;
  @property({ attribute: false }) observation = 0;
  @property({ attribute: false }) image = 0;
  /** Set when the log left the picture out. */
  @property({ attribute: false }) note: string | undefined;
  @state() private answer: { readonly uri?: string; readonly note?: string } | undefined;
  @state() private large = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.note !== undefined) return;
    void this.model.image(this.step, this.observation, this.image).then((answer) => {
      this.answer = answer;
    });
  }

  override render(): TemplateResult {
    const uri = this.answer?.uri;
    if (uri?.startsWith('data:image/')) {
      return html`<button class=${this.large ? 'large' : ''} aria-pressed=${this.large} @click=${() => {
        this.large = !this.large;
      }}>
        <img src=${uri} alt="picture ${this.image + 1} of this observation" />
      </button>`;
    }
    const said = this.note ?? this.answer?.note ?? (this.answer ? 'not a picture that can be shown' : undefined);
    return html`<div class="frame"><span>${icon('image')} ${said === undefined ? 'loading picture…' : `picture not shown: ${said}`}</span></div>`;
  }
}
