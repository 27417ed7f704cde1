import { css } from 'lit';

/** Labels, code blocks and prose inside a step. */
export const blockStyle = css`
  :host {
    display: block;
    min-width: 0;
  }
  .label {
    display: flex;
    gap: 8px;
    align-items: baseline;
    margin: 10px 0 3px;
    color: var(--quiet);
    font-size: var(--small);
  }
  .label > span:first-child {
    text-transform: uppercase;
    letter-spacing: 0.04em;
  }
  .label .plain {
    text-transform: none;
    letter-spacing: 0;
  }
  .size {
    font-variant-numeric: tabular-nums;
    border-radius: 2px;
  }
  .size:hover {
    color: var(--vscode-foreground);
    text-decoration: underline;
  }
  .block {
    margin: 0;
    padding: 6px 10px;
    font: var(--mono-size) / 1.45 var(--mono);
    background: var(--sunken);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 4px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 4;
  }
  .block.error {
    border-left: 2px solid var(--down);
  }
  .fold {
    color: var(--vscode-textLink-foreground);
    font-family: var(--vscode-font-family, sans-serif);
    font-size: var(--small);
    padding: 1px 0;
  }
  .fold:hover {
    text-decoration: underline;
  }
  .more {
    display: block;
    margin-top: 4px;
    font-size: var(--small);
  }
  .prose {
    max-width: 88ch;
    overflow-wrap: anywhere;
  }
  .prose p {
    margin: 0 0 6px;
    white-space: pre-wrap;
    line-height: 1.45;
  }
  .prose p:last-child {
    margin-bottom: 0;
  }
  .prose .block {
    margin: 0 0 6px;
  }
  code {
    font: 0.93em var(--mono);
    background: var(--sunken);
    border-radius: 3px;
    padding: 0 3px;
  }
`;
