import { broadcast, outcomes } from './bind.ts';
import type { CreditMethod } from './method.ts';

type Given = 'scope' | 'granularity' | 'comparesGroup' | 'needs' | 'bind' | 'spread';

/** A method that gives every rollout one number from its outcome and its group; all steps of the rollout carry it. */
export function outcomeMethod(method: Omit<CreditMethod, Given> & Partial<Pick<CreditMethod, Given>>): CreditMethod {
  return {
    needs: ['outcome', 'group'],
    granularity: 'trajectory',
    scope: 'group',
    comparesGroup: true,
    bind: outcomes,
    spread: broadcast,
    ...method,
  };
}
