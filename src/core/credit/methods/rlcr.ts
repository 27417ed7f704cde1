import type { CreditMethod } from '../method.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Correctness minus the Brier loss of the stated confidence; the released code adds 1 on valid answers and gives 0 to the others. */
export const rlcr: CreditMethod = {
  ...outcomeMethod({
    id: 'rlcr',
    name: 'RLCR',
    paper: 'Beyond Binary Rewards: Training LMs to Reason About Their Uncertainty',
    source: 'damanimehul/RLCR@8904bedf reward_fns.py',
    status: 'derived',
    needs: ['outcome', 'confidence'],
    params: [],
    unit: 'reward',
    flat: 'Every step of a rollout has the same value.',
    learn: 'What over-confidence costs.',
    formula: (inputs) => {
      const confidence = inputs.numbers('confidence');
      const formatOk = inputs.booleans('format_ok');
      const correct = inputs.numbers('correct');
      const valid = confidence.map((q) => q >= 0 && q <= 1);
      const brier = correct.map((c, i) => (c - (confidence[i] as number)) ** 2);
      return {
        code: correct.map((c, i) => (valid[i] && formatOk[i] ? c + 1 - (brier[i] as number) : 0)),
        paper: correct.map((c, i) => (valid[i] && formatOk[i] ? c - (brier[i] as number) : Number.NaN)),
      };
    },
  }),
  bind: undefined,
  spread: undefined,
};
