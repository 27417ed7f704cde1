import { field, ownRow, ownStepsAndOutcome } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { returnsToGo } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';

/** Clip min(r, eta) - eta, then differences whose return-to-go is bounded whatever the number of steps; plus the outcome at the end. */
export const clipDelta: CreditMethod = stepMethod({
  id: 'clip_delta',
  name: 'Clip and delta',
  paper: 'On Designing Effective RL Reward at Training Time for LLM Reasoning (2410.15115)',
  source: 'paper text',
  status: 'derived',
  needs: ['step-rewards', 'outcome'],
  params: [
    { id: 'eta', name: 'clip at', default: 0.5 },
    { id: 'alpha', name: 'weight of the process', default: 0.02 },
  ],
  unit: 'reward',
  flat: '0: at or above the clip, or as good as the next step.',
  learn: 'What is left once many easy steps earn nothing.',
  bind: (rollouts) => ownStepsAndOutcome(rollouts, 'step_scores'),
  spread: (output, rollouts) => ownRow(field(output, 'total'), rollouts),
  formula: (inputs, params) => {
    const eta = params.number('eta');
    const scores = inputs.numbers('step_scores');
    const clip = scores.map((r) => Math.min(r, eta) - eta);
    const clipped = differences(clip);
    const last = scores.length - 1;
    const total = clipped.map((r, t) => params.number('alpha') * r + (t === last ? inputs.number('outcome') : 0));
    return { clip, delta: differences(scores), clip_delta: clipped, total, return_to_go_delta: returnsToGo(differences(scores), 1) };
  },
});

/** r_k - r_(k+1), but the last step but one keeps its value and the last gets 0. */
function differences(r: readonly number[]): number[] {
  const n = r.length;
  return r.map((x, k) => (k === n - 1 ? 0 : k === n - 2 ? x : x - (r[k + 1] as number)));
}
