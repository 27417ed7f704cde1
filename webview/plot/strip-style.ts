import { css } from 'lit';

export const stripStyle = css`
  :host {
    display: block;
    position: relative;
    border-bottom: 1px solid var(--line);
    background: color-mix(in srgb, var(--vscode-foreground) 2.5%, var(--vscode-editor-background));
  }
  .strip {
    height: 38px;
    cursor: pointer;
    touch-action: none;
    user-select: none;
  }
  svg {
    display: block;
    position: absolute;
    inset: 0;
    overflow: hidden;
  }
  text {
    font-size: var(--small);
    fill: var(--quiet);
  }
  .callout {
    fill: currentColor;
  }
  .grid {
    stroke: var(--line);
    stroke-width: 1;
    opacity: 0.6;
  }
  .curve {
    fill: none;
    stroke: var(--vscode-foreground);
    stroke-opacity: 0.8;
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .area {
    fill: var(--vscode-foreground);
    opacity: 0.07;
  }
  .point {
    fill: var(--vscode-foreground);
  }
  .ghost {
    fill: none;
    stroke: var(--vscode-foreground);
    stroke-width: 1;
    stroke-dasharray: 2 2;
  }
  .bar,
  .marker {
    fill: currentColor;
  }
  .marker {
    stroke: var(--vscode-editor-background);
    stroke-width: 1;
    paint-order: stroke;
  }
  .fork {
    fill: none;
    stroke: var(--vscode-foreground);
    stroke-width: 1.3;
    stroke-linecap: round;
  }
  .fork.line {
    stroke-dasharray: 1 3;
    opacity: 0.8;
  }
  .turn {
    fill: var(--vscode-editor-background);
    stroke: var(--vscode-foreground);
    stroke-width: 1.4;
  }
  .glyph {
    fill: none;
    stroke: var(--quiet);
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .glyph.error,
  .cross {
    stroke: var(--down);
  }
  .cross {
    fill: none;
    stroke-width: 1.6;
  }
  .tick {
    fill: none;
    stroke: var(--quiet);
    stroke-width: 1;
    opacity: 0.75;
  }
  .tick.errors {
    stroke: var(--down);
    opacity: 1;
  }
  .selected {
    stroke: var(--vscode-focusBorder);
    stroke-dasharray: 2 2;
  }
  .window {
    fill: var(--vscode-foreground);
    fill-opacity: 0.06;
    stroke: var(--vscode-foreground);
    stroke-opacity: 0.7;
  }
  .window.all {
    fill: none;
    stroke-opacity: 0.35;
  }
  .strip:hover .window {
    fill-opacity: 0.1;
  }
  .strip:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .tip {
    position: absolute;
    z-index: 5;
    top: calc(100% - 4px);
    left: 0;
    max-width: min(480px, calc(100% - 8px));
    display: flex;
    gap: 8px;
    padding: 3px 8px;
    white-space: nowrap;
    pointer-events: none;
    color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background));
    border: 1px solid var(--vscode-editorHoverWidget-border, var(--line));
    border-radius: 3px;
    font-size: 12px;
  }
  .tip .title {
    overflow: hidden;
    text-overflow: ellipsis;
  }
`;
