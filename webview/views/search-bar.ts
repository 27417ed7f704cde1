import { css, html, type nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { PanelElement } from '../element.ts';
import { icon } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';

const PAUSE = 160;

/** The find widget over the list. */
@customElement('rl-search-bar')
export class SearchBar extends PanelElement {
  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        z-index: 6;
        top: 6px;
        right: 18px;
        display: flex;
        align-items: center;
        gap: 2px;
        max-width: calc(100% - 24px);
        padding: 4px 6px;
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        border: 1px solid var(--vscode-editorWidget-border, var(--line));
        border-radius: 4px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, #0004);
      }
      tk-text-field {
        flex: 0 1 240px;
        min-width: 80px;
      }
      .count {
        min-width: 9ch;
        padding: 0 6px;
        font-size: 12px;
        text-align: center;
        white-space: nowrap;
      }
    `,
  ];
  @query('tk-text-field') private readonly field!: HTMLInputElement;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override firstUpdated(): void {
    // The toolkit names every field "Text field" when it is connected.
    this.field.setAttribute('aria-label', 'Search in this trajectory');
    this.focusField();
  }

  focusField(): void {
    this.field.focus();
    this.field.shadowRoot?.querySelector('input')?.select();
  }

  override render(): TemplateResult {
    const search = this.model.search;
    const none = !search || search.hits.length === 0;
    return html`<tk-text-field placeholder="Search" .value=${search?.query ?? ''} @input=${this.typed} @keydown=${this.onKey}></tk-text-field>
      <span class="count num" role="status">${this.count()}</span>
      <button class="iconic" aria-label="Previous match" title="Previous match (N, Shift+Enter)" ?disabled=${none} @click=${() => this.model.nextHit(-1)}>${icon('up')}</button>
      <button class="iconic" aria-label="Next match" title="Next match (n, Enter)" ?disabled=${none} @click=${() => this.model.nextHit(1)}>${icon('down')}</button>
      <button class="iconic" aria-label="Close search" title="Close (Escape)" @click=${() => this.close()}>${icon('close')}</button>`;
  }

  private count(): string | typeof nothing {
    const search = this.model.search;
    if (!search || search.query === '') return '';
    if (search.failure) return search.failure;
    if (search.busy) return 'searching…';
    if (search.hits.length === 0) return 'no match';
    return `${search.at + 1} of ${search.hits.length}${search.more ? '+' : ''}`;
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.model.find(this.field.value), PAUSE);
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') this.close();
    if (event.key !== 'Enter') return;
    event.preventDefault();
    clearTimeout(this.timer);
    if (this.model.search?.query === this.field.value) this.model.nextHit(event.shiftKey ? -1 : 1);
    else void this.model.find(this.field.value);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.model.closeSearch();
    this.dispatchEvent(new CustomEvent('close-search'));
  }
}
