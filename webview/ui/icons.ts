import { html, type TemplateResult } from 'lit';
import type { StepKind } from '../../src/protocol/panel.ts';

/**
 * Icons as strokes in a 16 by 16 box, drawn for this panel. One path each, so that a row and the strip share them.
 */
export const ICONS = {
  shell: 'M3 4l4 4-4 4M8.5 12.5h5',
  edit: 'M3 13l.8-3.2L11 2.6l2.4 2.4-7.2 7.2L3 13zM9.3 4.3l2.4 2.4',
  read: 'M4 2.5h5.5L12.5 5.5v8h-8.5zM9.5 2.5v3h3M6 8.5h4.5M6 11h4.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.3 10.3l3.7 3.7',
  browser: 'M2.5 3.5h11v9.5h-11zM2.5 6.5h11M4.5 5h.1M6.5 5h.1',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  tool: 'M8 2.2L13 5v6l-5 2.8L3 11V5zM3 5l5 2.9L13 5M8 7.9v5.9',
  message: 'M2.5 3h11v8h-6L4.5 13.5V11h-2z',
  submit: 'M3 14V2.5M3 3h9.5l-2 3 2 3H3',
  task: 'M3 4h10M3 8h10M3 12h6',
  error: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  unknown: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12.2v.1',
  running: 'M13 8a5 5 0 1 1-1.6-3.7M11.6 1.8v2.8H8.8',
  cut: 'M2.5 8h5M10 3.5v9M13 3.5v9',
  left: 'M10 3.5L5.5 8l4.5 4.5',
  right: 'M6 3.5L10.5 8 6 12.5',
  up: 'M3.5 10L8 5.5l4.5 4.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  close: 'M4 4l8 8M12 4l-8 8',
  fork: 'M8 14V8M8 8L4 3M8 8l4-5',
  turn: 'M8 3l5 5-5 5-5-5z',
  image: 'M2.5 3h11v10h-11zM3 11.5l3.5-4 2.5 3 1.5-1.5 3 2.5M10.5 5.8h.1',
  keys: 'M2 4h12v8H2zM4.5 6.5h.1M7 6.5h.1M9.5 6.5h.1M11.8 6.5h.1M5 9.5h6',
} as const;

export type IconName = keyof typeof ICONS;

export const kindIcon = (kind: StepKind): IconName => kind;

/** Decoration: the words beside it carry the meaning. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${ICONS[name]}></path></svg>`;
