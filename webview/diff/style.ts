import { css } from 'lit';

/** The grid that header and rows share: one narrow column for what a row is, one for each side. */
export const gridStyle = css`
  .n2 {
    --n: 2;
  }
  .n3 {
    --n: 3;
  }
  .n4 {
    --n: 4;
  }
  .n5 {
    --n: 5;
  }
  .n6 {
    --n: 6;
  }
  .n7 {
    --n: 7;
  }
  .n8 {
    --n: 8;
  }
  .grid {
    display: grid;
    grid-template-columns: 104px repeat(var(--n), minmax(260px, 1fr));
    width: 100%;
  }
  .grid,
  .wide {
    min-width: calc(104px + var(--n) * 260px);
  }
`;

export const lineStyle = css`
  .line {
    border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent);
    border-left: 3px solid transparent;
  }
  .line.selected {
    border-left-color: var(--vscode-focusBorder);
  }
  .head {
    align-items: stretch;
    column-gap: 0;
    height: auto;
    min-height: 23px;
    padding: 0;
  }
  .head:hover {
    background: var(--hover);
  }
  .selected > .head,
  .selected > .head:hover {
    background: var(--selected);
    outline: 1px solid var(--selected-line);
    outline-offset: -1px;
  }
  .what {
    min-width: 0;
    overflow: hidden;
    display: flex;
    gap: 5px;
    align-items: center;
    padding: 2px 6px 2px 8px;
    font-size: var(--small);
    color: var(--quiet);
    white-space: nowrap;
  }
  .selected > .head :is(.what, .quiet) {
    color: var(--vscode-foreground);
  }
  .what > span:last-child {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .what .sign {
    width: 12px;
    text-align: center;
    font-weight: 600;
  }
  .flag {
    padding: 0 5px;
    border-radius: 8px;
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
  }
  .cell {
    display: grid;
    grid-template-columns: 3.4ch 5ch 16px fit-content(14ch) minmax(0, 1fr) auto;
    column-gap: 8px;
    align-items: center;
    min-width: 0;
    padding: 0 10px 0 8px;
    border-left: 1px solid var(--line);
    white-space: nowrap;
  }
  .cell.none {
    background: repeating-linear-gradient(-45deg, var(--sunken) 0 4px, transparent 4px 9px);
  }
  :host-context(body.vscode-high-contrast) .cell.none {
    background: repeating-linear-gradient(-45deg, color-mix(in srgb, var(--line) 35%, transparent) 0 1px, transparent 1px 9px);
  }
  .number,
  .score {
    text-align: right;
  }
  .tool,
  .title {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .changed .title,
  .partly .title {
    color: var(--vscode-foreground);
  }
  .same .title {
    color: var(--quiet);
  }
  .selected.same > .head .title {
    color: var(--vscode-foreground);
  }
  .extra {
    display: flex;
    gap: 8px;
    font-size: var(--small);
    color: var(--quiet);
  }
  .selected > .head .extra {
    color: var(--vscode-foreground);
  }
  .head:is(.n3, .n4, .n5, .n6, .n7, .n8) .cell {
    grid-template-columns: 3ch 5ch 16px fit-content(9ch) minmax(0, 1fr) auto;
    column-gap: 6px;
  }
  .head:is(.n3, .n4, .n5, .n6, .n7, .n8) .usage {
    display: none;
  }
  .error {
    color: var(--down);
    margin-right: 6px;
  }
  .fold {
    width: 100%;
    height: 23px;
    padding: 0 12px 0 11px;
    color: var(--quiet);
    font-size: var(--small);
    background: var(--sunken);
  }
  .fold:hover {
    color: var(--vscode-foreground);
  }
`;
