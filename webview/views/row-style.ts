import { css } from 'lit';

export const rowStyle = css`
  :host {
    display: block;
    position: relative;
    min-width: 0;
    min-height: 0;
  }
  .scroller {
    position: absolute;
    inset: 0;
    overflow-y: auto;
    overflow-x: hidden;
    overflow-anchor: none;
    contain: strict;
    outline: none;
  }
  .spacer {
    position: relative;
    width: 100%;
  }
  .rows {
    position: absolute;
    left: 0;
    right: 0;
  }
  .row {
    border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent);
    border-left: 3px solid transparent;
  }
  .row.selected {
    border-left-color: var(--vscode-focusBorder);
  }
  .head {
    display: grid;
    grid-template-columns: 4ch 5ch 56px 16px minmax(5ch, 15ch) minmax(0, 1fr) auto;
    align-items: center;
    column-gap: 10px;
    width: 100%;
    height: 23px;
    padding: 0 12px 0 6px;
    white-space: nowrap;
  }
  .open > .head {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--vscode-editor-background);
  }
  .head:hover {
    background: var(--hover);
  }
  .open > .head:hover {
    background: linear-gradient(var(--hover), var(--hover)), var(--vscode-editor-background);
  }
  .selected > .head,
  .selected > .head:hover {
    background: var(--selected);
    outline: 1px solid var(--selected-line);
    outline-offset: -1px;
  }
  .selected.open > .head {
    background: linear-gradient(var(--selected), var(--selected)), var(--vscode-editor-background);
  }
  .head:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .index,
  .tool,
  .extra,
  .kind {
    color: var(--quiet);
  }
  .selected > .head :is(.index, .tool, .extra, .kind) {
    color: var(--vscode-foreground);
  }
  .index,
  .score,
  .extra {
    text-align: right;
  }
  .extra {
    font-size: var(--small);
    display: flex;
    gap: 10px;
    align-items: center;
  }
  .tool,
  .title {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .error {
    color: var(--down);
    margin-right: 8px;
  }
  .change,
  .kind {
    display: flex;
  }
  .change svg {
    width: 56px;
    height: 10px;
    fill: currentColor;
  }
  .axis {
    stroke: var(--line);
  }
  .pill {
    position: absolute;
    bottom: 12px;
    left: 50%;
    translate: -50% 0;
    z-index: 4;
    padding: 3px 14px;
    border-radius: 12px;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, #0006);
  }
  .pill:hover {
    background: var(--vscode-button-hoverBackground, var(--vscode-button-background));
  }
  .unscored .head {
    grid-template-columns: 4ch 16px minmax(5ch, 15ch) minmax(0, 1fr) auto;
  }
  .unscored :is(.score, .change) {
    display: none;
  }
  @container panel (max-width: 620px) {
    .unscored .head {
      grid-template-columns: 3ch 16px minmax(0, 1fr) auto;
    }
    .head {
      grid-template-columns: 3ch 5ch 16px minmax(0, 1fr) auto;
      column-gap: 8px;
    }
    .change,
    .tool {
      display: none;
    }
  }
`;
