import { css } from 'lit';

/** Small native fields in the editor's colours. */
export const fieldStyle = css`
  select,
  input:not([type='checkbox']) {
    height: 22px;
    padding: 0 4px;
    font: inherit;
    color: var(--vscode-input-foreground, var(--vscode-foreground));
    background: var(--vscode-input-background, var(--vscode-editor-background));
    border: 1px solid var(--vscode-input-border, var(--vscode-dropdown-border, var(--quiet)));
    border-radius: 2px;
  }
  select {
    color: var(--vscode-dropdown-foreground, var(--vscode-foreground));
    background: var(--vscode-dropdown-background, var(--vscode-editor-background));
  }
  input[type='checkbox'] {
    accent-color: var(--vscode-focusBorder);
    width: 14px;
    height: 14px;
    margin: 0;
  }
  :is(select, input):focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
`;
