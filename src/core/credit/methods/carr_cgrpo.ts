import type { CreditMethod } from '../method.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Mix of outcome and citation rubric, rubric divided by the group's best. `code` follows the released branches, `paper` the text. */
export const carrCgrpo: CreditMethod = {
  ...outcomeMethod({
    id: 'carr_cgrpo',
    name: 'CaRR / C-GRPO',
    paper: 'Chaining the Evidence: Robust Reinforcement Learning for Deep Search Agents with Citation-Aware Rubric Rewards',
    source: 'THUDM/CaRR@c97e7e89 slime/slime/rollout/sglang_rollout.py',
    status: 'derived',
    needs: ['outcome', 'group', 'reward-components'],
    params: [
      { id: 'ratio', name: 'share of the rubric', default: 0.3, min: 0, max: 1 },
      { id: 'normalize', name: "divide by the group's best", default: true },
      { id: 'mode', name: 'branch of the code', default: 'only_positive', choices: ['only_positive', 'only_negative', 'all'] },
    ],
    unit: 'reward',
    flat: 'Every step of a rollout has the same value.',
    learn: 'Which right answers are badly grounded.',
    scope: 'group',
    formula: (inputs, params) => {
      const outcome = inputs.numbers('outcome');
      const rubric = inputs.numbers('rubric');
      const a = params.number('ratio');
      const best = Math.max(...rubric);
      const scaled = rubric.map((r) => (best > 0 ? r / best : 0));
      const used = params.boolean('normalize') ? scaled : rubric;
      const mode = params.string('mode');
      const code = outcome.map((o, i) => {
        if (mode === 'only_positive') return o === 0 ? 0 : (1 - a) * o + a * (rubric[i] as number);
        if (mode === 'only_negative') return o > 0 ? o : a * (used[i] as number);
        return (1 - a) * o + a * (used[i] as number);
      });
      return { code, paper: outcome.map((o, i) => (1 - a) * o + a * o * (scaled[i] as number)) };
    },
  }),
  bind: undefined,
  spread: undefined,
};
