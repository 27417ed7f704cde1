import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { StepHead, StepKind } from '../../src/protocol/panel.ts';
import { PanelElement } from '../element.ts';
import { bigChanges, type Scale, scaleOf } from '../parts/change.ts';
import * as format from '../parts/format.ts';
import { stepInWords } from '../parts/words.ts';
import { ICONS } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import { bars, column, curve, type Frame, indexAt, markers, stepAt, ticks, xOf } from './geometry.ts';
import { stripStyle } from './strip-style.ts';

const TOP = 16;
const BOTTOM = 68;
const MIDDLE = 84;
const REACH = 12;
const MARKS = 117;
const HEIGHT = 126;
/** Without scores only the lane of step kinds is left, which moves up by this much. */
const SAVED = 88;
const LABELS = 64;

/** Visible part of the list, in steps with fraction. */
export interface Viewport {
  readonly from: number;
  readonly to: number;
}

/** Height of a step's tick where there is no room for icons: what changes the world stands taller than talk. */
const TALL: Readonly<Record<StepKind, number>> = {
  edit: 13,
  submit: 13,
  shell: 9,
  code: 9,
  browser: 9,
  tool: 6,
  read: 4,
  search: 4,
  message: 2,
};

/** Score, change and kind of every step in one picture, which is also the list's scroll bar. */
@customElement('rl-strip')
export class Strip extends PanelElement {
  static override styles = [base, stripStyle];
  @property({ attribute: false }) viewport: Viewport = { from: 0, to: 0 };
  @state() private width = 0;
  @state() private pointed: number | undefined;
  @query('.strip') private readonly strip!: HTMLElement;
  @query('.tip') private readonly tip!: HTMLElement | null;
  private drag: { readonly grip: number; readonly x: number; moved: boolean } | undefined;
  private readonly resized = new ResizeObserver(([entry]) => {
    this.width = Math.round(entry?.contentRect.width ?? 0);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  private get frame(): Frame {
    const left = this.width >= 560 ? LABELS : 8;
    return { left, width: Math.max(1, this.width - left - 12), steps: this.model.count };
  }

  override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.model;
    if (!snapshot || snapshot.steps.length === 0) return nothing;
    const selected = Math.max(0, this.model.selected);
    return html`<div
      class="strip ${this.model.scored ? '' : 'low'}"
      role="slider"
      tabindex="0"
      aria-label="Position in the trajectory"
      aria-orientation="horizontal"
      aria-valuemin="1"
      aria-valuemax=${snapshot.steps.length}
      aria-valuenow=${selected + 1}
      aria-valuetext=${stepInWords(this.model, selected)}
      @keydown=${this.onKey}
      @pointerdown=${this.onDown}
      @pointermove=${this.onMove}
      @pointerup=${this.onUp}
      @pointercancel=${this.onUp}
      @pointerleave=${() => {
        this.pointed = undefined;
      }}
      @wheel=${this.onWheel}
    >
      <svg width=${this.width} height=${this.height} aria-hidden="true">
        ${guard([snapshot, this.width], () => this.picture())} ${this.cursor()}
      </svg>
      ${this.pointed === undefined ? nothing : this.tooltip(this.pointed)}
    </div>`;
  }

  private get height(): number {
    return this.model.scored ? HEIGHT : HEIGHT - SAVED;
  }

  private picture(): TemplateResult {
    const { snapshot, scored } = this.model;
    const lane = marks(snapshot?.steps ?? [], this.frame);
    if (scored) return svg`${this.scores()}${lane}`;
    return svg`<g transform="translate(0 ${-SAVED})">${this.frame.left >= LABELS ? laneLabel : nothing}${lane}</g>`;
  }

  private scores(): TemplateResult {
    const { snapshot, deltas, ranked } = this.model;
    const steps = snapshot?.steps ?? [];
    const values = steps.map((_, i) => snapshot?.scores?.values[i]);
    const frame = this.frame;
    const scale = scaleOf(values, snapshot?.scorer?.range);
    const known = values.some((v) => v !== undefined);
    const span = scale.high - scale.low;
    const largest = Math.max(span * 0.1, Math.abs(ranked[0]?.value ?? 0));
    const path = curve(values, frame, scale, TOP, BOTTOM);
    const bar = bars(deltas, frame, largest, MIDDLE, REACH);
    const points = column(frame) >= 10 ? values : [];
    const y = (v: number): number => yOf(v, scale);
    return svg`
      ${frame.left >= LABELS ? [labels(scale), laneLabel] : nothing}
      <path class="grid" d="M${frame.left} ${TOP - 0.5}h${frame.width}M${frame.left} ${BOTTOM + 0.5}h${frame.width}M${frame.left} ${MIDDLE + 0.5}h${frame.width}"></path>
      <path class="area" d=${path.area}></path>
      <path class="curve" d=${path.line}></path>
      ${path.lone.map((p) => svg`<circle class="point" cx=${p.x} cy=${p.y} r="1.5"></circle>`)}
      ${points.map((v, i) => (v === undefined ? nothing : svg`<circle class="point" cx=${xOf(frame, i)} cy=${y(v)} r="2"></circle>`))}
      <path class="bar up" d=${bar.up}></path>
      <path class="bar down" d=${bar.down}></path>
      ${this.markers(frame, values, scale)}
      ${known ? nothing : svg`<text x=${frame.left + frame.width / 2} y=${(TOP + BOTTOM) / 2 + 4} text-anchor="middle">scores are on their way</text>`}
    `;
  }

  private markers(frame: Frame, values: readonly (number | undefined)[], scale: Scale): unknown {
    const big = bigChanges(this.model.ranked, scale.high - scale.low, 24);
    const shown = markers(big, frame, 10);
    const first = shown[0];
    return [
      ...shown.map(({ step, value }) => {
        const x = xOf(frame, step);
        const y = yOf(values[step] ?? scale.low, scale);
        return value > 0
          ? svg`<path class="marker up" d="M${x - 4.5} ${y + 4}h9l-4.5 -8z"></path>`
          : svg`<path class="marker down" d="M${x - 4.5} ${y - 4}h9l-4.5 8z"></path>`;
      }),
      first ? callout(frame, first.step, first.value) : nothing,
    ];
  }

  /** What moves: the visible window, the selected step, the errors' shapes stay below in the picture. */
  private cursor(): TemplateResult {
    const frame = this.frame;
    const { from, to } = this.viewport;
    const wide = Math.max(6, (to - from) * column(frame));
    const left = Math.min(frame.left + from * column(frame), frame.left + frame.width - wide);
    const { selected } = this.model;
    return svg`
      ${selected >= 0 ? svg`<path class="selected" d="M${Math.round(xOf(frame, selected)) + 0.5} 4V${this.height - 4}"></path>` : nothing}
      <rect class="window ${to - from >= this.model.count - 0.01 ? 'all' : ''}" x=${Math.round(left) + 0.5} y="3.5" width=${Math.round(wide)} height=${this.height - 7} rx="3"></rect>
    `;
  }

  private tooltip(step: number): TemplateResult {
    const { snapshot, deltas } = this.model;
    const head = snapshot?.steps[step];
    const value = snapshot?.scores?.values[step];
    const delta = deltas[step];
    return html`<div class="tip" aria-hidden="true">
      <b class="num">${format.stepNumber(step)}</b>
      <span class="num">${value === undefined ? 'no score' : format.score(value)}</span>
      ${delta === undefined ? nothing : html`<span class="num ${delta < 0 ? 'down' : 'up'}">${format.change(delta)}</span>`}
      <span class="quiet">${head?.isError ? '✗ ' : ''}${head?.tool}</span><span class="title">${head?.title}</span>
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    if (!this.tip || this.pointed === undefined) return;
    const half = this.tip.offsetWidth / 2;
    const x = Math.max(half + 4, Math.min(this.width - half - 4, xOf(this.frame, this.pointed)));
    this.tip.style.setProperty('left', `${Math.round(x - half)}px`);
  }

  private xIn(event: PointerEvent): number {
    return event.clientX - this.strip.getBoundingClientRect().left;
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const x = this.xIn(event);
    const at = stepAt(this.frame, x);
    const { from, to } = this.viewport;
    const inside = at >= from && at <= to;
    this.drag = { grip: inside ? at - from : (to - from) / 2, x, moved: false };
    this.strip.setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    const x = this.xIn(event);
    this.pointed = indexAt(this.frame, x);
    if (!this.drag) return;
    if (Math.abs(x - this.drag.x) > 3) this.drag.moved = true;
    if (this.drag.moved) this.dispatch('strip-scroll', stepAt(this.frame, x) - this.drag.grip);
  }

  private onUp(event: PointerEvent): void {
    const { drag } = this;
    this.drag = undefined;
    if (drag && !drag.moved && event.type === 'pointerup') this.model.go(indexAt(this.frame, this.xIn(event)), 'center');
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    this.dispatch('strip-wheel', event.deltaY || event.deltaX);
  }

  private dispatch(name: string, detail: number): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  private onKey(event: KeyboardEvent): void {
    const { model } = this;
    const page = Math.max(1, Math.round(model.count / 10));
    const to: Readonly<Record<string, number>> = {
      ArrowRight: model.selected + 1,
      ArrowUp: model.selected + 1,
      ArrowLeft: Math.max(0, model.selected - 1),
      ArrowDown: Math.max(0, model.selected - 1),
      PageDown: model.selected + page,
      PageUp: Math.max(0, model.selected - page),
      Home: 0,
      End: model.count - 1,
    };
    const step = to[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    model.go(step, 'center');
  }
}

const yOf = (value: number, scale: Scale): number => BOTTOM - ((value - scale.low) / (scale.high - scale.low)) * (BOTTOM - TOP);

function labels(scale: Scale): TemplateResult {
  return svg`
    <text class="label" x="16" y=${(TOP + BOTTOM) / 2 + 4}>score</text>
    <text class="label num" x=${LABELS - 6} y=${TOP + 3} text-anchor="end">${edge(scale.high)}</text>
    <text class="label num" x=${LABELS - 6} y=${BOTTOM + 3} text-anchor="end">${edge(scale.low)}</text>
    <text class="label" x="16" y=${MIDDLE + 4}>change</text>
`;
}

const laneLabel = svg`<text class="label" x="16" y=${MARKS - 3}>steps</text>`;

const edge = (value: number): string => (Number.isInteger(value) ? format.whole(value).replace('-', '−') : format.score(value));

function callout(frame: Frame, step: number, value: number): TemplateResult {
  const x = xOf(frame, step);
  const right = x > frame.left + frame.width - 130;
  return svg`<text class="callout num ${value < 0 ? 'down' : 'up'}" x=${right ? x - 8 : x + 8} y=${TOP - 3} text-anchor=${right ? 'end' : 'start'}>${format.change(value)} at ${format.stepNumber(step)}</text>`;
}

function marks(steps: readonly StepHead[], frame: Frame): unknown {
  const errors = steps.filter((s) => s.isError).map((s) => s.index);
  if (column(frame) >= 17) {
    return steps.map((s, i) => {
      const x = xOf(frame, i);
      return svg`<path class=${s.isError ? 'glyph error' : 'glyph'} transform="translate(${x - 6.4} ${MARKS - 15}) scale(.8)" d=${ICONS[s.kind]}></path>
        ${s.isError ? cross(x, MARKS + 2) : nothing}`;
    });
  }
  return [
    svg`<path class="tick" d=${ticks(frame, MARKS - 2, (i) => TALL[steps[i]?.kind ?? 'message'])}></path>`,
    column(frame) >= 5
      ? errors.map((step) => cross(xOf(frame, step), MARKS + 2))
      : svg`<path class="tick errors" d=${ticks(frame, MARKS, (i) => (steps[i]?.isError ? -8 : 0))}></path>`,
  ];
}

/** Errors have a shape of their own, so that they are seen without colour. */
const cross = (x: number, y: number): TemplateResult => svg`<path class="cross" d="M${x - 2.2} ${y - 2.2}l4.4 4.4m0 -4.4l-4.4 4.4"></path>`;
