import { css } from 'lit';
import { heatStyle } from './heat-style.ts';

export const pageStyle = [
  heatStyle,
  css`
    :host { display: block; height: 100vh; }
    main { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; height: 100%; }
    main:has(> .state) { grid-template-rows: 1fr; }
    header { padding: 8px 16px; border-bottom: 1px solid var(--line); font-size: 12px; }
    .line { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: baseline; }
    h1 { margin: 0; font-size: 14px; font-weight: 600; max-width: 70ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    header p { margin: 4px 0; line-height: 1.4; overflow-wrap: anywhere; }
    header .line + .line, header p + .line { margin-top: 6px; }
    label { color: var(--quiet); }
    .scroll { overflow: auto; padding: 10px 16px 20px; }
    .samples { display: grid; grid-template-columns: 210px minmax(0, 1fr); }
    .row, .caption { height: 20px; font-size: 12px; }
    .row { display: grid; grid-template-columns: minmax(0, 1fr) 48px 62px; gap: 6px; padding-right: 12px; align-items: center; white-space: nowrap; }
    .row > :not(:first-child) { text-align: right; }
    .row.caption { color: var(--quiet); }
    .row .icon { width: 13px; height: 13px; }
    .heat { min-width: 0; overflow-x: auto; }
    .heat svg { display: block; cursor: pointer; }
    .cursor { fill: none; stroke: var(--vscode-foreground); stroke-width: 1.5; pointer-events: none; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; margin-top: 10px; padding-left: 210px; font-size: 12px; }
    @media (max-width: 640px) {
      .samples { grid-template-columns: minmax(130px, auto) minmax(0, 1fr); }
      .row { grid-template-columns: minmax(0, 1fr) 58px; }
      .row > :nth-child(2) { display: none; }
      .legend { padding-left: 0; }
    }
  `,
];
