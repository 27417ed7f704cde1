import { css } from 'lit';

/** Tables of figures. */
export const tableStyle = css`
  table {
    border-collapse: collapse;
    width: 100%;
    font-variant-numeric: tabular-nums;
  }
  th {
    padding: 3px 12px 3px 0;
    text-align: right;
    font-weight: 400;
    font-size: var(--small);
    color: var(--quiet);
    white-space: nowrap;
    border-bottom: 1px solid var(--line);
  }
  td {
    padding: 2px 12px 2px 0;
    text-align: right;
    white-space: nowrap;
    border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent);
  }
  th:first-child,
  td:first-child,
  .left {
    text-align: left;
  }
  td.wrap {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .metrics {
    margin-top: 12px;
  }
  .section th {
    padding-top: 8px;
    font-size: inherit;
    font-weight: 600;
    color: var(--vscode-foreground);
    border-bottom: 0;
  }
  .figure {
    border-radius: 2px;
    color: inherit;
  }
  .figure:hover {
    color: var(--vscode-textLink-foreground);
    text-decoration: underline;
  }
`;
