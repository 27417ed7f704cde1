import { css } from 'lit';

/**
 * The page's own colours, beside the editor's: blue for up, orange for down, each chosen per theme kind so that small
 * text of that colour keeps 4.5:1 on the editor's background and on a selected row.
 */
export const page = css`
  :root {
    --up: #6bb3ff;
    --down: #f2994a;
    --line: var(--vscode-panel-border, var(--vscode-widget-border, #8885));
    --quiet: color-mix(in srgb, var(--vscode-foreground) 76%, var(--vscode-editor-background));
    --sunken: color-mix(in srgb, var(--vscode-foreground) 5%, transparent);
    --hover: var(--vscode-list-hoverBackground, color-mix(in srgb, var(--vscode-foreground) 6%, transparent));
    --selected: color-mix(in srgb, var(--vscode-focusBorder, #0078d4) 26%, var(--vscode-editor-background));
    --selected-line: transparent;
    --mark: var(--vscode-editor-findMatchHighlightBackground, #ea5c0055);
    --mono: var(--vscode-editor-font-family, monospace);
    --mono-size: var(--vscode-editor-font-size, 12px);
    --small: 11px;
  }
  :root:has(body.vscode-light) {
    --up: #0a58b0;
    --down: #9a4a00;
    --selected: color-mix(in srgb, var(--vscode-focusBorder, #0078d4) 11%, var(--vscode-editor-background));
  }
  :root:has(body.vscode-high-contrast) {
    --up: #7cc4ff;
    --down: #ffab5c;
    --line: var(--vscode-contrastBorder);
    --quiet: var(--vscode-foreground);
    --sunken: transparent;
    --hover: transparent;
    --mark: transparent;
    --selected: transparent;
    --selected-line: var(--vscode-contrastActiveBorder, currentColor);
  }
  :root:has(body.vscode-high-contrast-light) {
    --up: #003d99;
    --down: #8a3d00;
  }
  :root:has(body.vscode-reduce-motion) {
    --motion: paused;
  }
  html,
  body {
    height: 100%;
  }
  body {
    margin: 0;
    padding: 0;
    overflow: hidden;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font: var(--vscode-font-size, 13px) / 1.4 var(--vscode-font-family, system-ui, sans-serif);
  }
`;

/** What every element of the panel starts from. */
export const base = css`
  :host {
    box-sizing: border-box;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .icon {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.3;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -3px;
  }
  .up {
    color: var(--up);
  }
  .down {
    color: var(--down);
  }
  .quiet {
    color: var(--quiet);
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    margin: 0;
    text-align: inherit;
    cursor: pointer;
  }
  .link {
    color: var(--vscode-textLink-foreground);
    border-radius: 2px;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground));
    text-decoration: underline;
  }
  .iconic {
    display: inline-grid;
    place-items: center;
    width: 22px;
    height: 22px;
    border-radius: 4px;
  }
  .iconic:hover {
    background: var(--vscode-toolbar-hoverBackground, var(--hover));
  }
  .iconic:disabled {
    opacity: 0.4;
    cursor: default;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  mark {
    background: var(--mark);
    color: var(--vscode-foreground);
    border-radius: 2px;
    outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, transparent);
  }
  mark.now {
    outline: 2px solid var(--vscode-focusBorder);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
