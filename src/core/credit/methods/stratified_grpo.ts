import { broadcast, outcomes } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { byGroup, zPopulation } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** alpha * z inside the stratum + (1 - alpha) * z over the group; strata are rollouts with the same number of tool calls. */
export const stratifiedGrpo: CreditMethod = outcomeMethod({
  id: 'stratified_grpo',
  name: 'Stratified GRPO',
  paper: 'Stratified GRPO: Handling Structural Heterogeneity in Reinforcement Learning of LLM Search Agents (2510.06214)',
  source: 'paper text',
  status: 'derived',
  needs: ['outcome', 'group', 'tool-calls'],
  params: [
    { id: 'alpha', name: 'weight of the stratum', default: 0.8, min: 0, max: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  unit: 'sd',
  flat: 'Every step of a rollout has the same value; a rollout alone in its stratum has only the global part.',
  learn: 'How much of a GRPO advantage compares rollouts of different structure.',
  scope: 'group',
  bind: (rollouts) => {
    const bound = outcomes(rollouts);
    if (bound instanceof Missing) return bound;
    if (rollouts.some((r) => r.toolCalls === undefined)) return new Missing('tool-calls');
    return { rewards: bound.rewards ?? null, stratum: rollouts.map((r) => r.toolCalls as number) };
  },
  spread: broadcast,
  formula: (inputs, params) => {
    const rewards = inputs.numbers('rewards');
    const eps = params.number('epsilon');
    const alpha = params.number('alpha');
    const inside = byGroup(rewards, inputs.strings('stratum'), (g) => zPopulation(g, eps));
    const global = zPopulation(rewards, eps);
    return rewards.map((_, i) => alpha * (inside[i] as number) + (1 - alpha) * (global[i] as number));
  },
});
