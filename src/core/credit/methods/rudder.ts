import { field, ownRow, ownStepsAndOutcome } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** Differences of the predicted return; the error at the end is spread evenly, so that the sum is the true return. */
export const rudder: CreditMethod = stepMethod({
  id: 'rudder',
  name: 'RUDDER',
  paper: 'RUDDER: Return Decomposition for Delayed Rewards (1806.07857)',
  source: 'widmi/rudder-a-practical-tutorial@06155b48 tutorial.ipynb',
  status: 'derived',
  needs: ['step-rewards', 'outcome'],
  params: [],
  unit: 'reward',
  flat: 'Flat: the prediction does not move; only the correction is spread.',
  learn: 'Redistribution of the final reward by a predictor: here the scorer that gives the probability of success.',
  bind: (rollouts) => {
    const bound = ownStepsAndOutcome(rollouts, 'predicted_return');
    return bound instanceof Missing ? bound : { predicted_return: bound.predicted_return ?? null, true_return: bound.outcome ?? null };
  },
  spread: (output, rollouts) => ownRow(field(output, 'corrected'), rollouts),
  formula: (inputs) => {
    const g = inputs.numbers('predicted_return');
    const raw = g.map((x, t) => (t === 0 ? x : x - (g[t - 1] as number)));
    const correction = (inputs.number('true_return') - (g[g.length - 1] ?? 0)) / g.length;
    return { raw, corrected: raw.map((r) => r + correction) };
  },
});
