import { css } from 'lit';

export const pageStyle = css`
  :host { display: block; height: 100vh; }
  main { display: grid; grid-template-rows: auto minmax(0, 1fr); height: 100%; }
  main:has(> .state) { grid-template-rows: 1fr; }
  header { padding: 8px 16px; border-bottom: 1px solid var(--line); font-size: 12px; }
  .line { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: baseline; }
  h1 { margin: 0; font-size: 14px; font-weight: 600; max-width: 70ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  header p { margin: 4px 0 0; line-height: 1.4; overflow-wrap: anywhere; }
  .scroll { overflow: auto; padding: 2px 16px 20px; }
  h2 { margin: 16px 0 4px; font-size: 12px; font-weight: 600; }
  table { border-collapse: collapse; font-size: 12px; }
  th, td { padding: 2px 18px 2px 0; text-align: left; font-weight: 400; vertical-align: top; white-space: nowrap; }
  thead th { color: var(--quiet); border-bottom: 1px solid var(--line); }
  tbody th { max-width: 32ch; overflow: hidden; text-overflow: ellipsis; }
  td svg { display: inline-block; width: 76px; height: 11px; margin-right: 8px; vertical-align: -1px; fill: currentColor; stroke: currentColor; }
  .axis { stroke: var(--quiet); opacity: 0.6; }
  .steps { display: flex; flex-wrap: wrap; gap: 2px 14px; max-width: 90ch; white-space: normal; }
`;
