import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { KEYS } from '../parts/keys.ts';
import { base } from '../ui/theme.ts';

/** The keys, on a sheet over the panel. */
@customElement('rl-help')
export class Help extends LitElement {
  static override styles = [
    base,
    css`
      dialog {
        min-width: 300px;
        padding: 14px 20px 18px;
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        border: 1px solid var(--vscode-editorWidget-border, var(--line));
        border-radius: 6px;
        box-shadow: 0 4px 20px var(--vscode-widget-shadow, #0006);
      }
      dialog::backdrop {
        background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent);
      }
      h2 {
        margin: 0 0 10px;
        font-size: 13px;
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 5px 18px;
        margin: 0 0 14px;
      }
      dt {
        display: flex;
        gap: 4px;
      }
      dd {
        margin: 0;
      }
      kbd {
        min-width: 20px;
        padding: 0 5px;
        text-align: center;
        font: 12px/18px var(--vscode-font-family, sans-serif);
        color: var(--vscode-keybindingLabel-foreground, inherit);
        background: var(--vscode-keybindingLabel-background, var(--sunken));
        border: 1px solid var(--vscode-keybindingLabel-border, var(--line));
        border-radius: 3px;
      }
    `,
  ];
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  override firstUpdated(): void {
    this.dialog.showModal();
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="keys" @close=${() => this.dispatchEvent(new CustomEvent('close-help'))} @click=${this.outside} @keydown=${this.onKey}>
      <h2 id="keys">Keys</h2>
      <dl>
        ${KEYS.map(({ keys, does }) => html`<dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${does}</dd>`)}
      </dl>
      <tk-button @click=${() => this.dialog.close()}>Close</tk-button>
    </dialog>`;
  }

  private outside(event: MouseEvent): void {
    if (event.target === this.dialog) this.dialog.close();
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === '?') this.dialog.close();
  }
}
