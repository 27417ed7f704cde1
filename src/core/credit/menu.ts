import type { CreditMethod, Need } from './method.ts';
import { METHODS } from './table.ts';

/** Methods in the order of a menu, by the scarcest thing they need. */
export interface MenuGroup {
  readonly title: string;
  readonly methods: readonly CreditMethod[];
}

const TITLES = [
  'Outcomes of the group',
  'A reward or score for every step',
  'States, actions and references',
  'Values of shared prefixes',
  "Numbers of the policy's tokens",
  'More than a log holds',
] as const;

const RANK: Readonly<Record<Need, number>> = {
  outcome: 0,
  group: 0,
  'step-tokens': 0,
  'tool-calls': 0,
  'step-rewards': 1,
  anchors: 2,
  reference: 2,
  labels: 2,
  'reward-components': 2,
  confidence: 2,
  'prefix-values': 3,
  tree: 3,
  logprobs: 4,
  'ref-logprobs': 4,
  'pi-squared': 4,
  entropy: 4,
  values: 4,
  'answer-probability': 5,
  hindsight: 5,
  coalitions: 5,
  'greedy-reward': 5,
  'baseline-rewards': 5,
  'predicted-return': 5,
  'step-votes': 5,
  transitions: 5,
  'noise-level': 5,
};

/** Every method that can have a number for a step; metrics of whole data sets are left out. */
export const MENU: readonly MenuGroup[] = TITLES.map((title, rank) => ({
  title,
  methods: METHODS.filter((m) => m.granularity !== 'scalar' && rankOf(m) === rank),
})).filter((group) => group.methods.length > 0);

/** A method that nothing in a rollout can feed needs more than a log, whatever it is called. */
function rankOf(method: CreditMethod): number {
  const rank = method.needs.reduce((most, need) => Math.max(most, RANK[need]), 0);
  return method.bind ? rank : Math.max(rank, 5);
}
