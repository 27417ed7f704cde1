import type { CreditMethod } from './method.ts';

type Given = 'scope' | 'granularity' | 'comparesGroup';

/** A method that looks at one rollout alone and gives each of its steps a number. */
export function stepMethod(method: Omit<CreditMethod, Given> & Partial<Pick<CreditMethod, Given>>): CreditMethod {
  return { scope: 'trajectory', granularity: 'step', comparesGroup: false, ...method };
}
