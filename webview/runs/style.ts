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
    table-layout: fixed;
    min-width: 860px;
  }
  .metrics th:first-child {
    width: 15%;
  }
  .metrics th:nth-child(5) {
    width: 15%;
  }
  .metrics th:nth-child(6) {
    width: 126px;
  }
  .metrics th:last-child {
    width: 21%;
  }
  .metrics td {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  h2 {
    margin: 16px 0 4px;
    font-size: 12px;
    font-weight: 600;
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
