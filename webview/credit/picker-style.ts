import { css } from 'lit';

export const pickerStyle = css`
  dialog {
    flex-direction: column;
    width: min(720px, calc(100vw - 32px));
    max-height: min(640px, calc(100vh - 48px));
    padding: 0;
    overflow: hidden;
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    border: 1px solid var(--vscode-editorWidget-border, var(--line));
    border-radius: 6px;
    box-shadow: 0 4px 20px var(--vscode-widget-shadow, #0006);
  }
  dialog[open] {
    display: flex;
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent);
  }
  header {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 8px 14px;
    align-items: baseline;
    padding: 12px 18px 10px;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
  }
  header span {
    font-size: 12px;
    text-align: right;
  }
  header input {
    grid-column: 1 / -1;
    width: 100%;
    height: 26px;
  }
  .list {
    overflow-y: auto;
    padding: 4px 18px 12px;
    min-height: 120px;
  }
  footer {
    padding: 8px 18px;
    border-top: 1px solid var(--line);
    text-align: right;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 12px 0 4px;
    color: var(--quiet);
  }
  .method {
    display: grid;
    grid-template-columns: 18px minmax(0, 1fr) auto;
    gap: 0 8px;
    padding: 3px 6px;
    border-radius: 3px;
    font-size: 12px;
    line-height: 1.4;
  }
  .method:hover {
    background: var(--hover);
  }
  .method:has(input:focus-visible) {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .method input {
    align-self: start;
    margin-top: 2px;
  }
  .name {
    font-weight: 600;
  }
  .lacking .name {
    font-weight: 400;
  }
  code {
    font: var(--small) var(--mono);
    font-weight: 400;
    color: var(--quiet);
  }
  .kind {
    color: var(--quiet);
    white-space: nowrap;
  }
  .about,
  .reason {
    grid-column: 2 / -1;
    overflow-wrap: anywhere;
  }
  .lacking :is(.name, .about, .reason) {
    color: var(--quiet);
  }
  .lacking .reason {
    font-style: italic;
  }
  @media (max-width: 620px) {
    .kind {
      grid-column: 2 / -1;
    }
  }
`;
