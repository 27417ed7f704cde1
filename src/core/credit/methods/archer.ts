import type { CreditMethod } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** A = min(Q1, Q2) - min(V1, V2); Q target r + gamma (1 - done) V_target(next). */
export const archer: CreditMethod = stepMethod({
  id: 'archer',
  name: 'ArCHer',
  paper: 'ArCHer: Training Language Model Agents via Hierarchical Multi-Turn RL (2402.19446)',
  source: 'YifeiZhou02/ArCHer@7c771a76 archer/algorithms/archer/trainer.py',
  status: 'derived',
  needs: ['values'],
  params: [{ id: 'gamma', name: 'discount', default: 0.9, min: 0, max: 1 }],
  unit: 'reward',
  flat: '0: the utterance is worth what the critic expects of an average one.',
  learn: 'Utterances better than the expected one.',
  formula: (inputs, params) => {
    const [q1, q2, v1, v2] = ['q1', 'q2', 'v1', 'v2'].map((n) => inputs.numbers(n)) as [number[], number[], number[], number[]];
    const done = inputs.numbers('done');
    const target = (next: readonly number[]): number[] =>
      inputs.numbers('reward').map((r, t) => r + params.number('gamma') * (1 - (done[t] as number)) * (next[t] as number));
    return {
      advantage: q1.map((q, t) => Math.min(q, q2[t] as number) - Math.min(v1[t] as number, v2[t] as number)),
      q1_target: target(inputs.numbers('next_v1')),
      q2_target: target(inputs.numbers('next_v2')),
    };
  },
});
