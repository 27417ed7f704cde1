import { nothing, svg, type TemplateResult } from 'lit';
import type { CreditAnswer } from '../../src/protocol/credit.ts';
import type { Lane } from '../credit/model.ts';
import { unitShort } from '../credit/words.ts';
import * as format from '../parts/format.ts';
import { bars, type Frame, xOf } from './geometry.ts';
import type { Layout } from './layout.ts';

/**
 * Credit of every step: up is pushed up, down is pushed down; the label names the size of a full bar and its unit. Where
 * something is supposed, the bars are what would be and the outlines what is.
 */
export function creditLane(
  lane: Lane,
  supposed: Lane | undefined,
  frame: Frame,
  { middle, reach }: Layout['lane'] & object,
  labelled: boolean,
): TemplateResult {
  const largest = Math.max(lane.largest, supposed?.largest ?? 0);
  const bar = bars((supposed ?? lane).values, frame, largest || 1, middle, reach);
  const ghost = supposed && bars(lane.values, frame, largest || 1, middle, reach);
  const size = largest === 0 ? 'all 0' : `±${format.score(largest)}`;
  return svg`${
    labelled
      ? svg`<text class="label" x="16" y=${middle - 3}>${supposed ? 'what if' : 'credit'}</text>
          <text class="label num" x="16" y=${middle + 11}>${size} ${unit(lane.unit)}</text>`
      : nothing
  }
    <path class="grid" d="M${frame.left} ${middle + 0.5}h${frame.width}"></path>
    <path class="bar up" d=${bar.up}></path>
    <path class="bar down" d=${bar.down}></path>
    ${ghost ? svg`<path class="ghost" d=${ghost.up + ghost.down}></path>` : nothing}`;
}

/** The label column is narrow; the header says it in full. */
const unit = (name: string): string => (name === 'reward' ? 'R' : unitShort(name));

/** A fork where a sample of the other outcome parts, a diamond where the value turns. Each has a shape of its own. */
export function landmarks(
  { turns, bifurcation }: CreditAnswer,
  frame: Frame,
  { lane, marks }: Layout,
  curveY: (step: number) => number | undefined,
): unknown {
  const axis = lane?.middle ?? marks - 20;
  const fork = bifurcation && Math.round(xOf(frame, bifurcation.step)) + 0.5;
  return [
    fork === undefined
      ? nothing
      : svg`<path class="fork line" d="M${fork} 16V${marks - 17}"></path><path class="fork" d="M${fork} 16v-4m-4 -5l4 5l4 -5"></path>`,
    turns.steps.map(
      (step) =>
        svg`<path class="turn" transform="translate(${xOf(frame, step)} ${curveY(step) ?? axis})" d="M0 -4.5L4.5 0L0 4.5L-4.5 0Z"></path>`,
    ),
  ];
}
