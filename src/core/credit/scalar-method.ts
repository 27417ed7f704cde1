import type { CreditMethod } from './method.ts';

type Given = 'scope' | 'granularity' | 'comparesGroup' | 'params';

/** A metric or comparison that gives one answer for its whole input; it has no place on a step. */
export function scalarMethod(method: Omit<CreditMethod, Given> & Partial<Pick<CreditMethod, Given>>): CreditMethod {
  return { scope: 'batch', granularity: 'scalar', comparesGroup: false, params: [], ...method };
}
