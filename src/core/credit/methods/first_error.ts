import { field, ownRow, ownSteps } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** The first step with a score below the threshold: +1 before it, -1 at it, 0 (not judged) after it. */
export const firstError: CreditMethod = stepMethod({
  id: 'first_error',
  name: 'First error',
  paper: 'ProcessBench: Identifying Process Errors in Mathematical Reasoning (2412.06559)',
  source: 'definition',
  status: 'derived',
  needs: ['step-rewards'],
  params: [{ id: 'threshold', name: 'bad below', default: 0.5 }],
  unit: 'index',
  flat: 'All +1: no step is below the threshold.',
  learn: 'Where it went wrong first.',
  bind: (rollouts) => ownSteps(rollouts, 'scores'),
  spread: (output, rollouts) => ownRow(field(output, 'credit'), rollouts),
  formula: (inputs, params) => {
    const scores = inputs.numbers('scores');
    const index = scores.findIndex((s) => s < params.number('threshold'));
    return { index, credit: scores.map((_, t) => (index < 0 || t < index ? 1 : t === index ? -1 : 0)) };
  },
});

/** First step at which two action sequences differ; the shorter length when one continues the other; unknown when equal. */
export const bifurcation: CreditMethod = {
  id: 'bifurcation',
  name: 'Bifurcation',
  paper: 'MEL: meta-experience learning (contrast of a right and a wrong rollout)',
  source: 'definition',
  status: 'derived',
  needs: ['group'],
  params: [],
  granularity: 'scalar',
  unit: 'index',
  flat: 'Unknown: the rollouts are the same.',
  learn: 'Where two paths part.',
  scope: 'group',
  comparesGroup: true,
  formula: (inputs) => {
    const a = inputs.strings('a');
    const b = inputs.strings('b');
    const shorter = Math.min(a.length, b.length);
    for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return { index: i };
    return { index: a.length === b.length ? null : shorter };
  },
};
