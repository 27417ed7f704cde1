import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { StepHead, StepKind } from '../../src/protocol/panel.ts';
import { unitShort } from '../credit/words.ts';
import { PanelElement } from '../element.ts';
import { bigChanges, type Scale, scaleOf } from '../parts/change.ts';
import * as format from '../parts/format.ts';
import { stepInWords } from '../parts/words.ts';
import { ICONS } from '../ui/icons.ts';
import { base } from '../ui/theme.ts';
import { creditLane, landmarks } from './credit-lane.ts';
import { bars, column, curve, type Frame, indexAt, markers, stepAt, ticks, xOf } from './geometry.ts';
import { type Layout, layoutOf } from './layout.ts';
import { stripStyle } from './strip-style.ts';

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
  @query('.strip') private readonly strip!: HTMLElement | null;
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
      class="strip"
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
      <svg width=${this.width} height=${this.layout.height} aria-hidden="true">
        ${guard([snapshot, this.width, this.model.credit.answer, this.model.credit.lane, this.model.credit.supposedLane], () => this.picture())} ${this.cursor()}
      </svg>
      ${this.pointed === undefined ? nothing : this.tooltip(this.pointed)}
    </div>`;
  }

  private get layout(): Layout {
    return layoutOf(this.model.scored, this.model.credit.lane !== undefined);
  }

  private picture(): TemplateResult {
    const { model, frame, layout } = this;
    const { lane, answer } = model.credit;
    const labelled = frame.left >= LABELS;
    return svg`${layout.score ? this.scores(layout.score) : nothing}
      ${lane && layout.lane ? creditLane(lane, model.credit.supposedLane, frame, layout.lane, labelled) : layout.lane ? this.changes(layout.lane, labelled) : nothing}
      ${answer ? landmarks(answer, frame, layout, this.curveY(layout)) : nothing}
      ${labelled ? svg`<text class="label" x="16" y=${layout.marks - 3}>steps</text>` : nothing}${marks(model.snapshot?.steps ?? [], frame, layout.marks)}`;
  }

  private get values(): readonly (number | undefined)[] {
    const { snapshot } = this.model;
    return (snapshot?.steps ?? []).map((_, i) => snapshot?.scores?.values[i]);
  }

  private scores(area: Layout['score'] & object): TemplateResult {
    const { snapshot } = this.model;
    const { values, frame } = this;
    const { top, bottom } = area;
    const scale = scaleOf(values, snapshot?.scorer?.range);
    const known = values.some((v) => v !== undefined);
    const path = curve(values, frame, scale, top, bottom);
    const points = column(frame) >= 10 ? values : [];
    const y = (v: number): number => yOf(v, scale, area);
    return svg`
      ${frame.left >= LABELS ? labels(scale, area) : nothing}
      <path class="grid" d="M${frame.left} ${top - 0.5}h${frame.width}M${frame.left} ${bottom + 0.5}h${frame.width}"></path>
      <path class="area" d=${path.area}></path>
      <path class="curve" d=${path.line}></path>
      ${path.lone.map((p) => svg`<circle class="point" cx=${p.x} cy=${p.y} r="1.5"></circle>`)}
      ${points.map((v, i) => (v === undefined ? nothing : svg`<circle class="point" cx=${xOf(frame, i)} cy=${y(v)} r="2"></circle>`))}
      ${this.markers(frame, values, scale, area)}
      ${known ? nothing : svg`<text x=${frame.left + frame.width / 2} y=${(top + bottom) / 2 + 4} text-anchor="middle">scores are on their way</text>`}
    `;
  }

  /** The change of the score, where there is no credit to draw. */
  private changes({ middle, reach }: Layout['lane'] & object, labelled: boolean): TemplateResult {
    const { frame, model } = this;
    const scale = scaleOf(this.values, model.snapshot?.scorer?.range);
    const largest = Math.max((scale.high - scale.low) * 0.1, Math.abs(model.ranked[0]?.value ?? 0));
    const bar = bars(model.deltas, frame, largest, middle, reach);
    return svg`${labelled ? svg`<text class="label" x="16" y=${middle + 4}>change</text>` : nothing}
      <path class="grid" d="M${frame.left} ${middle + 0.5}h${frame.width}"></path>
      <path class="bar up" d=${bar.up}></path>
      <path class="bar down" d=${bar.down}></path>`;
  }

  /** Where a step's score stands in the picture; undefined where it has none. */
  private curveY({ score }: Layout): (step: number) => number | undefined {
    const { values } = this;
    const scale = scaleOf(values, this.model.snapshot?.scorer?.range);
    return (step) => {
      const value = values[step];
      return !score || value === undefined ? undefined : yOf(value, scale, score);
    };
  }

  private markers(frame: Frame, values: readonly (number | undefined)[], scale: Scale, area: Area): unknown {
    const big = bigChanges(this.model.ranked, scale.high - scale.low, 24);
    const shown = markers(big, frame, 10);
    const first = shown[0];
    return [
      ...shown.map(({ step, value }) => {
        const x = xOf(frame, step);
        const y = yOf(values[step] ?? scale.low, scale, area);
        return value > 0
          ? svg`<path class="marker up" d="M${x - 4.5} ${y + 4}h9l-4.5 -8z"></path>`
          : svg`<path class="marker down" d="M${x - 4.5} ${y - 4}h9l-4.5 8z"></path>`;
      }),
      first ? callout(frame, first.step, first.value, area.top) : nothing,
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
      ${selected >= 0 ? svg`<path class="selected" d="M${Math.round(xOf(frame, selected)) + 0.5} 4V${this.layout.height - 4}"></path>` : nothing}
      <rect class="window ${to - from >= this.model.count - 0.01 ? 'all' : ''}" x=${Math.round(left) + 0.5} y="3.5" width=${Math.round(wide)} height=${this.layout.height - 7} rx="3"></rect>
    `;
  }

  private tooltip(step: number): TemplateResult {
    const { snapshot, deltas } = this.model;
    const head = snapshot?.steps[step];
    const value = snapshot?.scores?.values[step];
    const delta = deltas[step];
    const { lane, answer } = this.model.credit;
    const credit = lane?.values[step];
    return html`<div class="tip" aria-hidden="true">
      <b class="num">${format.stepNumber(step)}</b>
      <span class="num">${value === undefined ? 'no score' : format.score(value)}</span>
      ${delta === undefined ? nothing : html`<span class="num ${delta < 0 ? 'down' : 'up'}">${format.change(delta)}</span>`}
      ${lane && credit !== undefined ? html`<span class="num ${credit < 0 ? 'down' : credit > 0 ? 'up' : ''}">${lane.name} ${format.change(credit)} ${unitShort(lane.unit)}</span>` : nothing}
      ${answer?.turns.steps.includes(step) ? html`<span>turning point</span>` : nothing}${answer?.bifurcation?.step === step ? html`<span>sample ${answer.bifurcation.sample + 1} parts here</span>` : nothing}
      <span class="quiet">${head?.isError ? '✗ ' : ''}${head?.tool}</span><span class="title">${head?.title}</span>
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    this.strip?.style.setProperty('height', `${this.layout.height}px`);
    if (!this.tip || this.pointed === undefined) return;
    const half = this.tip.offsetWidth / 2;
    const x = Math.max(half + 4, Math.min(this.width - half - 4, xOf(this.frame, this.pointed)));
    this.tip.style.setProperty('left', `${Math.round(x - half)}px`);
  }

  private xIn(event: PointerEvent): number {
    return event.clientX - (this.strip?.getBoundingClientRect().left ?? 0);
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const x = this.xIn(event);
    const at = stepAt(this.frame, x);
    const { from, to } = this.viewport;
    const inside = at >= from && at <= to;
    this.drag = { grip: inside ? at - from : (to - from) / 2, x, moved: false };
    this.strip?.setPointerCapture(event.pointerId);
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

type Area = Layout['score'] & object;

const yOf = (value: number, scale: Scale, { top, bottom }: Area): number =>
  bottom - ((value - scale.low) / (scale.high - scale.low)) * (bottom - top);

function labels(scale: Scale, { top, bottom }: Area): TemplateResult {
  return svg`
    <text class="label" x="16" y=${(top + bottom) / 2 + 4}>score</text>
    <text class="label num" x=${LABELS - 6} y=${top + 3} text-anchor="end">${edge(scale.high)}</text>
    <text class="label num" x=${LABELS - 6} y=${bottom + 3} text-anchor="end">${edge(scale.low)}</text>
`;
}

const edge = (value: number): string => (Number.isInteger(value) ? format.whole(value).replace('-', '−') : format.score(value));

function callout(frame: Frame, step: number, value: number, top: number): TemplateResult {
  const x = xOf(frame, step);
  const right = x > frame.left + frame.width - 130;
  return svg`<text class="callout num ${value < 0 ? 'down' : 'up'}" x=${right ? x - 8 : x + 8} y=${top - 3} text-anchor=${right ? 'end' : 'start'}>${format.change(value)} at ${format.stepNumber(step)}</text>`;
}

function marks(steps: readonly StepHead[], frame: Frame, at: number): unknown {
  const errors = steps.filter((s) => s.isError).map((s) => s.index);
  if (column(frame) >= 17) {
    return steps.map((s, i) => {
      const x = xOf(frame, i);
      return svg`<path class=${s.isError ? 'glyph error' : 'glyph'} transform="translate(${x - 6.4} ${at - 15}) scale(.8)" d=${ICONS[s.kind]}></path>
        ${s.isError ? cross(x, at + 2) : nothing}`;
    });
  }
  return [
    svg`<path class="tick" d=${ticks(frame, at - 2, (i) => TALL[steps[i]?.kind ?? 'message'])}></path>`,
    column(frame) >= 5
      ? errors.map((step) => cross(xOf(frame, step), at + 2))
      : svg`<path class="tick errors" d=${ticks(frame, at, (i) => (steps[i]?.isError ? -8 : 0))}></path>`,
  ];
}

/** Errors have a shape of their own, so that they are seen without colour. */
const cross = (x: number, y: number): TemplateResult => svg`<path class="cross" d="M${x - 2.2} ${y - 2.2}l4.4 4.4m0 -4.4l-4.4 4.4"></path>`;
