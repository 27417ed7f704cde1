import { css } from 'lit';

/** Nine steps from orange over nearly nothing to blue, and five of one colour for values. */
export const heatStyle = css`
  .h0 { fill: color-mix(in srgb, var(--vscode-foreground) 12%, var(--vscode-editor-background)); }
  .u1 { fill: color-mix(in srgb, var(--up) 30%, var(--vscode-editor-background)); }
  .u2 { fill: color-mix(in srgb, var(--up) 52%, var(--vscode-editor-background)); }
  .u3 { fill: color-mix(in srgb, var(--up) 76%, var(--vscode-editor-background)); }
  .u4 { fill: var(--up); }
  .d1 { fill: color-mix(in srgb, var(--down) 30%, var(--vscode-editor-background)); }
  .d2 { fill: color-mix(in srgb, var(--down) 52%, var(--vscode-editor-background)); }
  .d3 { fill: color-mix(in srgb, var(--down) 76%, var(--vscode-editor-background)); }
  .d4 { fill: var(--down); }
  .v0 { fill: color-mix(in srgb, var(--vscode-foreground) 14%, var(--vscode-editor-background)); }
  .v1 { fill: color-mix(in srgb, var(--up) 18%, var(--vscode-editor-background)); }
  .v2 { fill: color-mix(in srgb, var(--up) 32%, var(--vscode-editor-background)); }
  .v3 { fill: color-mix(in srgb, var(--up) 46%, var(--vscode-editor-background)); }
  .v4 { fill: color-mix(in srgb, var(--up) 60%, var(--vscode-editor-background)); }
  .none { fill: none; stroke: var(--line); }
`;
