import type { Change, Scale } from '../parts/change.ts';

type Values = readonly (number | undefined)[];

/** Where things of the strip lie, in CSS pixels. Steps have columns of equal width. */
export interface Frame {
  readonly left: number;
  readonly width: number;
  readonly steps: number;
}

export const column = (f: Frame): number => f.width / Math.max(1, f.steps);
/** Middle of a step's column. */
export const xOf = (f: Frame, step: number): number => f.left + (step + 0.5) * column(f);
/** Position in steps, with fraction: 2.5 is the middle of step 2. */
export const stepAt = (f: Frame, x: number): number => Math.max(0, Math.min(f.steps, (x - f.left) / column(f)));
export const indexAt = (f: Frame, x: number): number => Math.max(0, Math.min(f.steps - 1, Math.floor(stepAt(f, x))));

const r = (value: number): string => String(Math.round(value * 10) / 10);

export interface Curve {
  readonly line: string;
  readonly area: string;
  /** Known scores with unknown neighbours on both sides: a line cannot show them. */
  readonly lone: readonly { readonly x: number; readonly y: number }[];
}

/**
 * The score as a line and the area under it. Unknown scores are gaps. Where several steps share a pixel the column keeps
 * its first, lowest, highest and last value, so that no peak is lost.
 */
export function curve(values: Values, frame: Frame, scale: Scale, top: number, bottom: number): Curve {
  const y = (v: number): number => bottom - ((v - scale.low) / (scale.high - scale.low)) * (bottom - top);
  const line: string[] = [];
  const area: string[] = [];
  const lone: { x: number; y: number }[] = [];
  for (const run of runs(decimate(values, frame))) {
    const points = run.map((p) => `${r(p.x)} ${r(y(p.value))}`);
    const first = run[0];
    const last = run.at(-1);
    if (!first || !last) continue;
    if (run.length === 1) lone.push({ x: first.x, y: y(first.value) });
    else {
      line.push(`M${points.join('L')}`);
      area.push(`M${r(first.x)} ${r(bottom)}L${points.join('L')}L${r(last.x)} ${r(bottom)}Z`);
    }
  }
  return { line: line.join(''), area: area.join(''), lone };
}

interface Point {
  readonly x: number;
  readonly value: number;
}

function decimate(values: Values, frame: Frame): (Point | undefined)[] {
  const wide = column(frame);
  if (wide >= 1) return values.map((value, i) => (value === undefined ? undefined : { x: xOf(frame, i), value }));
  const out: (Point | undefined)[] = [];
  for (let pixel = 0; pixel < frame.width; pixel++) {
    const from = Math.floor((pixel / frame.width) * values.length);
    const to = Math.floor(((pixel + 1) / frame.width) * values.length);
    const known = values.slice(from, to).filter((v) => v !== undefined);
    const x = frame.left + pixel + 0.5;
    const first = known[0];
    const last = known.at(-1);
    if (first === undefined || last === undefined) {
      if (to > from) out.push(undefined);
      continue;
    }
    for (const value of new Set([first, Math.min(...known), Math.max(...known), last])) out.push({ x, value });
  }
  return out;
}

function runs(points: readonly (Point | undefined)[]): Point[][] {
  const out: Point[][] = [];
  let run: Point[] | undefined;
  for (const point of points) {
    if (!point) run = undefined;
    else if (run) run.push(point);
    else {
      run = [point];
      out.push(run);
    }
  }
  return out;
}

/** Bars of the changes around a middle line: ups above, downs below. Where steps share a pixel the largest one stands. */
export function bars(deltas: Values, frame: Frame, span: number, middle: number, reach: number): { up: string; down: string } {
  const wide = Math.max(1, Math.min(column(frame) * 0.8, 28));
  const largest = new Map<number, { step: number; value: number }>();
  deltas.forEach((value, step) => {
    if (!value) return;
    const key = Math.round(xOf(frame, step) / wide);
    const known = largest.get(key);
    if (!known || Math.abs(value) > Math.abs(known.value)) largest.set(key, { step, value });
  });
  let up = '';
  let down = '';
  for (const { step, value } of largest.values()) {
    const height = Math.max(0.75, Math.min(1, Math.abs(value) / span) * reach);
    const x = r(xOf(frame, step) - wide / 2);
    if (value > 0) up += `M${x} ${r(middle)}v${r(-height)}h${r(wide)}v${r(height)}Z`;
    else down += `M${x} ${r(middle)}v${r(height)}h${r(wide)}v${r(-height)}Z`;
  }
  return { up, down };
}

/** Small triangles above or below the curve at the largest changes; of those closer than `apart` pixels the larger stays. */
export function markers(big: readonly Change[], frame: Frame, apart: number): Change[] {
  const kept: Change[] = [];
  for (const change of big) {
    if (kept.every((k) => Math.abs(xOf(frame, k.step) - xOf(frame, change.step)) >= apart)) kept.push(change);
  }
  return kept;
}

/** One tick per step on `bottom`, as tall as `tall(step)` says, down when negative; where steps share a pixel, their mean. */
export function ticks(frame: Frame, bottom: number, tall: (step: number) => number): string {
  const pixels = new Map<number, { sum: number; steps: number }>();
  for (let step = 0; step < frame.steps; step++) {
    const x = Math.floor(xOf(frame, step));
    const pixel = pixels.get(x) ?? { sum: 0, steps: 0 };
    pixel.sum += tall(step);
    pixel.steps++;
    pixels.set(x, pixel);
  }
  let path = '';
  for (const [x, { sum, steps }] of pixels) if (sum !== 0) path += `M${x + 0.5} ${bottom}v${r(-sum / steps)}`;
  return path;
}
