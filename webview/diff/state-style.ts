import { css } from 'lit';

/** Footer and the states in which there is nothing to show. */
export const stateStyle = css`
  footer {
    min-height: 22px;
    padding: 2px 16px;
    border-top: 1px solid var(--line);
    font-size: var(--small);
    color: var(--quiet);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .state {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 6px;
    padding: 32px;
    text-align: center;
    overflow-wrap: anywhere;
    overflow-y: auto;
  }
  .state p {
    margin: 0;
    max-width: 70ch;
    white-space: pre-wrap;
  }
  .state .icon {
    width: 28px;
    height: 28px;
  }
`;
