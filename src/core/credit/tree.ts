import type { JsonObject } from '../model/json.ts';
import { InputError, list, toNumber } from './inputs.ts';

/** A tree of shared prefixes; leaves carry rewards. */
export interface TreeNode {
  readonly children: readonly TreeNode[];
  readonly reward?: number;
}

export function toTree(value: JsonObject, depth = 0): TreeNode {
  if (depth > 10_000) throw new InputError('input "tree" is deeper than 10,000');
  const children = list(value.children ?? [], 'tree.children').map((c) => toTree(c as JsonObject, depth + 1));
  return { children, ...(value.reward === undefined ? {} : { reward: toNumber(value.reward, 'tree.reward') }) };
}

/** Mean of the direct children's values; a leaf's reward. */
export function childMean(node: TreeNode): number {
  if (node.children.length === 0) return node.reward ?? Number.NaN;
  return node.children.reduce((total, c) => total + childMean(c), 0) / node.children.length;
}

/** Visits every node but the root, depth first, parents before children, in order. */
export function preOrder<T>(root: TreeNode, visit: (node: TreeNode, parent: TreeNode) => T): T[] {
  return root.children.flatMap((child) => [visit(child, root), ...preOrder(child, visit)]);
}

/** Leaves below a node with their distance to it. */
export function leaves(node: TreeNode, distance = 0): { readonly reward: number; readonly distance: number; readonly leaf: TreeNode }[] {
  if (node.children.length === 0) return [{ reward: node.reward ?? Number.NaN, distance, leaf: node }];
  return node.children.flatMap((c) => leaves(c, distance + 1));
}
