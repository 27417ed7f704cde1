import type { CreditMethod } from '../method.ts';
import { mean, sd, zPopulation } from '../numeric.ts';
import { childMean, leaves, preOrder, type TreeNode, toTree } from '../tree.ts';

const shared = { params: [], granularity: 'node', scope: 'group', comparesGroup: true, needs: ['tree', 'outcome'] } as const;

/** V = mean of children; advantage = V minus the mean of the other siblings; an only child keeps V. */
export const treeLocalLoo: CreditMethod = {
  ...shared,
  id: 'tree_local_loo',
  name: 'd-TreeRPO',
  paper: 'd-TreeRPO: Towards More Reliable Policy Optimization for Diffusion Language Models',
  source: 'THU-BPM/d-TreeRPO@3eb6f215 dtreerpo/dtreerpo_trainer.py',
  status: 'derived',
  unit: 'reward',
  flat: '0: all siblings are worth the same.',
  learn: 'Which branch decided.',
  formula: (inputs) =>
    preOrder(toTree(inputs.object('tree')), (node, parent) => {
      const others = parent.children.filter((c) => c !== node).map(childMean);
      return others.length === 0 ? childMean(node) : childMean(node) - mean(others);
    }),
};

/** V(child) - V(parent), or that divided by the population deviation of the siblings; values are means of direct children. */
export const spoTree: CreditMethod = {
  ...shared,
  id: 'spo_tree',
  name: 'SPO-tree',
  paper: 'Segment Policy Optimization: Effective Segment-Level Credit Assignment in RL for Large Language Models (2505.23564)',
  source: 'AIFrameResearch/SPO@b9fc6a26',
  status: 'reference',
  params: [
    { id: 'adv_method', name: 'advantage', default: 'rloo', choices: ['rloo', 'grpo'] },
    { id: 'prover_best_of', name: 'best-of-K prover', default: 4, min: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-8 },
  ],
  unit: 'reward',
  flat: '0: the segment leaves the value as it was.',
  learn: 'Which segment moved the value.',
  formula: (inputs, params) => {
    const prover = (v: number): number => 1 - (1 - v) ** params.number('prover_best_of');
    const grpo = params.string('adv_method') === 'grpo';
    const edges = preOrder(toTree(inputs.object('tree')), (node, parent) => {
      const value = childMean(node);
      const base = childMean(parent);
      const scale = grpo ? sd(parent.children.map(childMean), 0) + params.number('epsilon') : 1;
      return { value, advantage: (value - base) / scale, prover: prover(value) - prover(base) };
    });
    return {
      value: edges.map((e) => e.value),
      advantage: edges.map((e) => e.advantage),
      prover_advantage: edges.map((e) => e.prover),
      pav: edges.map((e) => e.value + 5 * e.prover),
    };
  },
};

/** Fork-relative z among siblings of the discounted leaf mean, plus weight times the mean z of the leaves below. */
export const portool: CreditMethod = {
  ...shared,
  id: 'portool',
  name: 'PORTool-style',
  paper: 'PORTool: Tool-Use LLM Training with Rewarded Tree (2510.26020)',
  source: 'paper text; a reading',
  status: 'reading',
  params: [
    { id: 'gamma', name: 'discount to the leaf', default: 0.95, min: 0, max: 1 },
    { id: 'weight', name: 'weight of the trajectory part', default: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  unit: 'sd',
  flat: '0: all siblings and their leaves are worth the same.',
  learn: 'Which fork decided, beside which rollouts were good at all.',
  formula: (inputs, params) => {
    const root = toTree(inputs.object('tree'));
    const eps = params.number('epsilon');
    const gamma = params.number('gamma');
    const value = (node: TreeNode): number => mean(leaves(node).map((l) => gamma ** l.distance * l.reward));
    const all = leaves(root);
    const z = zPopulation(all.map((l) => l.reward), eps); // biome-ignore format: one call
    const zOf = new Map(all.map((l, i) => [l.leaf, z[i] as number]));
    const nodes = preOrder(root, (node, parent) => {
      const siblings = parent.children;
      const fork = siblings.length === 1 ? 0 : (zPopulation(siblings.map(value), eps)[siblings.indexOf(node)] as number);
      const below = mean(leaves(node).map((l) => zOf.get(l.leaf) as number));
      return { reward: value(node), advantage: fork + params.number('weight') * below };
    });
    return { step_reward: nodes.map((n) => n.reward), advantage: nodes.map((n) => n.advantage) };
  },
};
