import { broadcast, field, stepRewards } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { mean } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Keeps `keep` of n rollouts: drops correct ones with a bad process and wrong ones with a good process, larger side first. */
export const profFilter: CreditMethod = outcomeMethod({
  id: 'prof_filter',
  name: 'PROF filter',
  paper: 'Beyond Correctness: Harmonizing Process and Outcome Rewards through RL Training (2509.03403)',
  source: 'paper text',
  status: 'derived',
  needs: ['step-rewards', 'outcome', 'group'],
  params: [
    { id: 'keep', name: 'rollouts kept', default: 4, min: 1 },
    { id: 'lambda_', name: 'penalty on one-step and overlong rollouts', default: 0 },
    { id: 'H_max', name: 'overlong from, steps', default: 30 },
  ],
  unit: 'weight',
  flat: 'Every step of a rollout has the same value: 1 kept, 0 dropped.',
  learn: 'Right answers with a flawed process and wrong answers with a good one.',
  scope: 'group',
  bind: (rollouts) => {
    const scores = stepRewards(rollouts);
    if (scores instanceof Missing) return scores;
    if (rollouts.some((r) => r.success === undefined)) return new Missing('outcome');
    return { step_scores: scores, correct: rollouts.map((r) => r.success as boolean) };
  },
  spread: (output, rollouts) => broadcast((field(output, 'keep') as boolean[]).map(Number), rollouts),
  formula: (inputs, params) => {
    const scores = inputs.matrix('step_scores');
    const correct = inputs.booleans('correct');
    const odd = (steps: number): boolean => steps === 1 || steps >= params.number('H_max');
    const process = scores.map(mean);
    const penalised = process.map((m, i) => (correct[i] && odd(scores[i]?.length ?? 0) ? m - params.number('lambda_') : m));
    const consistency = penalised.map((m, i) => (correct[i] ? m : -m));
    const byWorst = (wanted: boolean): number[] =>
      correct.flatMap((c, i) => (c === wanted ? [i] : [])).sort((a, b) => (consistency[a] as number) - (consistency[b] as number) || a - b);
    const right = byWorst(true);
    const wrong = byWorst(false);
    while (right.length + wrong.length > params.number('keep')) {
      if (right.length >= wrong.length && right.length > 0) right.shift();
      else wrong.shift();
    }
    const kept = new Set([...right, ...wrong]);
    return { mean_score: penalised, consistency, keep: scores.map((_, i) => kept.has(i)) };
  },
});
