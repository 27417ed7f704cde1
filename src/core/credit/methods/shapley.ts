import { InputError } from '../inputs.ts';
import type { CreditMethod } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** Exact Shapley values from the table of all 2^n subset values, indexed by bit mask (bit i: step i kept). At most 20 steps. */
export const shapley: CreditMethod = stepMethod({
  id: 'shapley',
  name: 'Shapley',
  paper: 'A value for n-person games (Shapley 1953)',
  source: 'definition',
  status: 'derived',
  needs: ['coalitions'],
  params: [],
  unit: 'reward',
  flat: 'Equal shares: every step adds the same to every subset.',
  learn: 'Fair shares and interactions of steps.',
  formula: (inputs) => {
    const n = inputs.number('n');
    const v = inputs.numbers('value');
    if (n > 20 || v.length !== 2 ** n) throw new InputError('input "value" must hold 2^n numbers, n at most 20');
    const weight = weights(n);
    return Array.from({ length: n }, (_, i) => {
      let phi = 0;
      for (let s = 0; s < v.length; s++)
        if (!(s & (1 << i))) phi += (weight[bits(s)] as number) * ((v[s | (1 << i)] as number) - (v[s] as number));
      return phi;
    });
  },
});

/** |S|! (n - |S| - 1)! / n! for every size of S, without overflow. */
function weights(n: number): number[] {
  let c = 1;
  return Array.from({ length: n }, (_, size) => {
    if (size > 0) c = (c * (n - size)) / size;
    return 1 / (n * c);
  });
}

function bits(x: number): number {
  let count = 0;
  for (let s = x; s; s &= s - 1) count++;
  return count;
}
