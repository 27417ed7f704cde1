import { html, nothing, type TemplateResult } from 'lit';
import { figure } from '../../src/core/diff/run-words.ts';
import { visible } from '../../src/core/transcript/visible.ts';
import type { RunSide, RunsSnapshot } from '../../src/protocol/runs.ts';
import * as format from '../parts/format.ts';
import type { RunsModel } from './model.ts';

/** All runs of the comparison with their own numbers; of more than two, A and B are chosen here. */
export function overview(model: RunsModel, snapshot: RunsSnapshot): TemplateResult {
  const several = snapshot.sides.length > 2;
  return html`<table>
    <thead>
      <tr>
        <th scope="col" class="left">run</th>
        <th scope="col">rollouts</th>
        <th scope="col">tasks</th>
        <th scope="col">solved</th>
        <th scope="col" title="Wilson interval over rollouts, which ignores that rollouts of one task are alike">95 %</th>
        <th scope="col">mean reward</th>
        <th scope="col" class="left">format</th>
      </tr>
    </thead>
    <tbody>
      ${snapshot.sides.map((side, k) => sideRow(model, snapshot, side, k, several))}
    </tbody>
  </table>`;
}

function sideRow(model: RunsModel, { a, b }: RunsSnapshot, side: RunSide, k: number, several: boolean): TemplateResult {
  const letter = (which: 'A' | 'B', on: boolean): TemplateResult =>
    several
      ? html`<button class="letter ${on ? 'on' : ''}" aria-pressed=${on} title=${`Compare as ${which}`} @click=${() => model.host.rpc.send('compare', which === 'A' ? { a: k, b } : { a, b: k })}>${which}</button>`
      : on
        ? html`<span class="letter on">${which}</span>`
        : html``;
  const interval = side.solvedInterval;
  return html`<tr>
    <td class="wrap"><span class="name">${letter('A', k === a)}${letter('B', k === b)}<span title=${visible(side.path)}>${visible(side.name)}</span>${side.live ? html` <span class="quiet">still growing</span>` : nothing}</span></td>
    <td>${format.whole(side.trajectories)}</td>
    <td>${format.whole(side.tasks)}</td>
    <td title=${side.judgedByReward ? 'Read off the reward: the log does not say, and all its rewards are 0 or 1' : ''}>${
      side.judged === 0
        ? html`<span class="quiet">unknown</span>`
        : `${percent(side.solved / side.judged)} · ${side.solved} of ${side.judged}${side.judgedByReward ? '*' : ''}`
    }</td>
    <td class="quiet">${interval ? `${percent(interval[0])} to ${percent(interval[1])}` : '–'}</td>
    <td>${side.meanReward === undefined ? html`<span class="quiet">unknown</span>` : figure(side.meanReward)}${side.rewarded > 0 && side.rewarded < side.trajectories ? html` <span class="quiet">of ${side.rewarded}</span>` : nothing}</td>
    <td class="left quiet">${visible(side.format)}</td>
  </tr>`;
}

export const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
