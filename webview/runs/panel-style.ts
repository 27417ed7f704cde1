import { css } from 'lit';

export const panelStyle = css`
  :host {
    container: panel / inline-size;
    display: block;
    height: 100vh;
  }
  main {
    display: grid;
    grid-template-rows: minmax(120px, auto) auto minmax(140px, 1fr) auto;
    height: 100%;
  }
  .top {
    min-height: 0;
    max-height: 62vh;
    overflow: auto;
    padding: 10px 16px 12px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    align-items: baseline;
    margin-bottom: 6px;
  }
  h1 {
    margin: 0;
    font-size: 14px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .acts {
    display: flex;
    gap: 14px;
    margin-left: auto;
  }
  p {
    margin: 8px 0 0;
  }
  .name {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .letter {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 18px;
    height: 18px;
    border-radius: 3px;
    font-size: var(--small);
    font-weight: 600;
    color: var(--quiet);
    border: 1px dashed var(--line);
  }
  .letter.on {
    color: var(--vscode-foreground);
    border: 1px solid currentColor;
  }
  .whisker {
    width: 100px;
    height: 12px;
    color: var(--vscode-foreground);
  }
  .whisker.up {
    color: var(--up);
  }
  .whisker.down {
    color: var(--down);
  }
  .whisker.quiet {
    color: var(--quiet);
  }
  .whisker circle {
    fill: currentColor;
  }
  .whisker .bar {
    stroke: currentColor;
    stroke-width: 1.5;
  }
  .whisker .zero {
    stroke: var(--line);
  }
  details {
    margin-top: 10px;
  }
  summary {
    cursor: pointer;
    color: var(--quiet);
  }
  ul {
    margin: 4px 0;
    padding-left: 24px;
    overflow-wrap: anywhere;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    padding: 6px 16px;
    border-top: 1px solid var(--line);
  }
  .end {
    margin-left: auto;
    font-size: var(--small);
  }
  input {
    font: inherit;
    width: 220px;
    padding: 2px 6px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--line));
    border-radius: 2px;
  }
  input::placeholder {
    color: var(--quiet);
  }
  input.seed {
    width: 64px;
    padding: 0 4px;
    font-size: var(--small);
  }
  .chip {
    padding: 1px 8px;
    font-size: var(--small);
    border: 1px solid var(--line);
    border-radius: 10px;
  }
  .chip:hover:enabled {
    background: var(--hover);
  }
  .chip:disabled {
    color: var(--quiet);
    cursor: default;
  }
  .chip[aria-pressed='true'] {
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    border-color: var(--vscode-focusBorder);
  }
`;
