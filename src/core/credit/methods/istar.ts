import type { Rollout } from '../batch.ts';
import { perStep, rows } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { mean, sd, zSample } from '../numeric.ts';

const shared = {
  paper: 'Agentic Reinforcement Learning with Implicit Step Rewards (2509.19199)',
  needs: ['logprobs', 'ref-logprobs', 'outcome', 'group'],
  granularity: 'step',
  unit: 'sd',
  scope: 'group',
  comparesGroup: true,
  spread: rows,
} as const;

/** Implicit step rewards beta (log pi_prm - log pi_old), summed over each step's tokens, with beta 0.05; and the outcomes. */
function implicitRewards(rollouts: readonly Rollout[]) {
  const policy = perStep(rollouts, 'logprobs', (r) => r.logprobs);
  if (policy instanceof Missing) return policy;
  const reference = perStep(rollouts, 'ref-logprobs', (r) => r.refLogprobs);
  if (reference instanceof Missing) return reference;
  if (rollouts.some((r) => r.outcome === undefined)) return new Missing('outcome');
  return {
    step_rewards: policy.map((row, i) => row.map((lp, t) => 0.05 * ((reference[i]?.[t] as number) - lp))),
    outcome: rollouts.map((r) => r.outcome as number),
  };
}

/** z of the outcome plus alpha times z of the step reward in one pool of all the group's steps. */
export const istar: CreditMethod = {
  ...shared,
  id: 'istar',
  name: 'iStar',
  source: 'paper text',
  status: 'derived',
  params: [
    { id: 'alpha', name: 'weight of the step', default: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  flat: 'Only the outcome part: the implicit model finds this step average.',
  learn: 'Which steps the implicit reward model prefers.',
  bind: implicitRewards,
  formula: (inputs, params) => {
    const rewards = inputs.matrix('step_rewards');
    const eps = params.number('epsilon');
    const episode = zSample(inputs.numbers('outcome'), eps);
    const pool = zSample(rewards.flat(), eps);
    let next = 0;
    return rewards.map((row, i) => row.map(() => (episode[i] as number) + params.number('alpha') * (pool[next++] as number)));
  },
};

/** The released code: the step pool keeps only the first step of every rollout. */
export const istarReleaseCode: CreditMethod = {
  ...shared,
  id: 'istar_release_code',
  name: 'iStar (released code)',
  source: 'Tongyi-ConvAI/Qwen-Character@1de87a22 CharacterRL-iStar/istar/core_istar.py',
  status: 'reference',
  params: [
    { id: 'variant', name: 'normalisation', default: 'grpo_mean_std', choices: ['grpo_mean_std', 'grpo_mean', 'rloo'] },
    { id: 'alpha', name: 'weight of the step', default: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  flat: 'Only the outcome part: the step equals the mean of first steps.',
  learn: 'What changes when only first steps set the bar.',
  bind: implicitRewards,
  formula: (inputs, params) => {
    const rewards = inputs.matrix('step_rewards');
    const variant = params.string('variant');
    const eps = params.number('epsilon');
    const relative = (pool: readonly number[]): ((x: number) => number) => {
      const n = pool.length;
      if (n === 1) return (x) => (variant === 'grpo_mean_std' ? x / (1 + eps) : x);
      const mu = mean(pool);
      if (variant === 'rloo') return (x) => (x - mu) * (n / (n - 1));
      const scale = variant === 'grpo_mean_std' ? sd(pool, 1) + eps : 1;
      return (x) => (x - mu) / scale;
    };
    const outcome = inputs.numbers('outcome');
    const episode = relative(outcome);
    const step = relative(rewards.map((row) => row[0] as number));
    return rewards.map((row, i) => row.map((r) => episode(outcome[i] as number) + params.number('alpha') * step(r)));
  },
};
