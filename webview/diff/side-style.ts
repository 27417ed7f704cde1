import { css } from 'lit';

/** The heads of the columns, which stay in sight. */
export const sideStyle = css`
  .scroller {
    overflow-x: auto;
  }
  .top {
    position: sticky;
    top: 0;
    z-index: 3;
    padding-left: 3px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--line);
  }
  .top > .corner {
    padding: 6px 6px 6px 8px;
    font-size: var(--small);
    color: var(--quiet);
  }
  .side {
    min-width: 0;
    padding: 6px 10px 6px 8px;
    border-left: 1px solid var(--line);
  }
  .side .name {
    display: flex;
    gap: 8px;
    align-items: center;
    min-width: 0;
  }
  .side .name button.link {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .side .remove {
    margin-left: auto;
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
    border: 1px solid currentColor;
  }
  .side .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    margin-top: 2px;
    font-size: var(--small);
    color: var(--quiet);
  }
  .solved {
    color: var(--up);
  }
  .failed {
    color: var(--down);
  }
`;
