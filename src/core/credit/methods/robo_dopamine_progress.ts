import { field, ownRow, ownSteps } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** Progress from hops in [-1, 1]: p + (1 - p) h upwards, p + p h downwards; shaping gamma p_t - p_(t-1). */
export const roboDopamineProgress: CreditMethod = stepMethod({
  id: 'robo_dopamine_progress',
  name: 'Robo-Dopamine progress',
  paper: 'Robo-Dopamine: General Process Reward Modeling for High-Precision Robotic Manipulation',
  source: 'FlagOpen/Robo-Dopamine@7d4415fd examples/inference.py, eval/evaluation_grm.py',
  status: 'derived',
  needs: ['step-rewards'],
  params: [
    { id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 },
    { id: 'start', name: 'progress at the start', default: 0 },
  ],
  unit: 'probability',
  flat: '0: no progress.',
  learn: 'The progress curve and its regressions.',
  bind: (rollouts) => ownSteps(rollouts, 'hop'),
  spread: (output, rollouts) => ownRow(field(output, 'shaping'), rollouts),
  formula: (inputs, params) => {
    let p = params.number('start');
    const progress: number[] = [];
    const shaping: number[] = [];
    for (const h of inputs.numbers('hop')) {
      const next = h >= 0 ? p + (1 - p) * h : p + p * h;
      shaping.push(params.number('gamma') * next - p);
      progress.push(next);
      p = next;
    }
    return { progress, shaping };
  },
});
