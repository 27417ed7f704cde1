import type { Need } from './method.ts';

const TEXT: Readonly<Record<Need, string>> = {
  outcome: 'a final reward for every rollout of the group (log the reward)',
  group: 'more than one rollout per task (log a group or prompt id)',
  'step-rewards': 'a reward or score for every step (choose a scorer, or log step rewards)',
  'step-tokens': 'the number of generated tokens of every step (log token ids or usage)',
  anchors: 'the observation before every step',
  'tool-calls': 'tool calls in structured form',
  reference: 'a reference answer or reference tool calls (log the ground truth)',
  tree: 'parent links between shared prefixes (log node and parent ids)',
  logprobs: "log-probabilities of the policy's tokens (log them at generation)",
  'ref-logprobs': 'log-probabilities of the same tokens under the second model (reference, PRM or teacher)',
  'pi-squared': 'the sum of squared probabilities over the vocabulary for every token',
  entropy: 'the mean token entropy of every step',
  values: "the critic's value before every step or token",
  'prefix-values': 'the success rate of re-rollouts from every prefix, or several rollouts that share prefixes',
  'answer-probability': 'the probability of the reference answer before the first and after every turn',
  hindsight: 'the hindsight probability of every action, given the future',
  coalitions: 'the value of every subset of kept steps',
  'greedy-reward': 'the reward of the greedy rollout of the same prompt',
  'baseline-rewards': 'rewards of several baseline answers to the same prompt',
  'reward-components': 'reward components by name (log each reward function)',
  'predicted-return': 'the return predicted after every step by a learned model',
  confidence: "the policy's stated confidence",
  'step-votes': 'verdicts of one or more critics on every step',
  labels: 'labelled steps',
  transitions: 'transition probabilities between states',
  'noise-level': 'the noise level of every step',
};

/** What a method needs and how to get it logged, as part of a sentence. */
export const howToLog = (need: Need): string => TEXT[need];
