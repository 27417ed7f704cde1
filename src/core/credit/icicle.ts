import type { PrefixNode } from './forest.ts';

/** A stretch of steps that the same rollouts went through together, or one rollout's own stretch to its end. */
export interface Stretch {
  /** First step and the one after the last, from 0. */
  readonly from: number;
  readonly to: number;
  /** Rows of the picture it spans, from 0. */
  readonly top: number;
  readonly rows: number;
  /** Mean outcome of its rollouts whose outcome is known, and how many those are. */
  readonly value?: number;
  readonly n: number;
  /** 95 % interval of the value, for outcomes between 0 and 1. */
  readonly interval?: readonly [number, number];
  /** Value less that of where it forked from, the whole group at first: the credit of taking this branch. */
  readonly forked?: number;
}

export interface Icicle {
  readonly stretches: readonly Stretch[];
  /** Positions of the rollouts from the first row to the last: those that go along stand together. */
  readonly order: readonly number[];
}

/** The prefix tree of a group as a picture: steps to the right, rollouts below each other. `lengths` are steps by rollout. */
export function icicle(root: PrefixNode, lengths: readonly number[]): Icicle {
  const stretches: Stretch[] = [];
  const order: number[] = [];
  type Task = { readonly node: PrefixNode; readonly from: number; readonly before?: PrefixNode };
  const waiting: Task[] = [{ node: root, from: 0 }];
  for (let task = waiting.pop(); task; task = waiting.pop()) {
    const { from, before } = task;
    const node = passed(task.node);
    const alone = node.members.length === 1;
    const ended = node.members.filter((m) => (lengths[m] ?? 0) <= node.depth && !node.children.some((c) => c.members.includes(m)));
    const to = alone ? (lengths[node.members[0] as number] ?? node.depth) : node.depth;
    const top = order.length;
    if (to > from) stretches.push(stretch(node, from, to, top, before));
    order.push(...(node.children.length === 0 ? node.members : ended));
    const children = [...node.children].sort((a, b) => b.members.length - a.members.length || (b.value ?? 0) - (a.value ?? 0));
    for (const child of children.reverse()) waiting.push({ node: child, from: to, before: node });
  }
  return { stretches, order };
}

/** Skips nodes where nobody leaves: a chain of shared steps is one stretch. */
function passed(node: PrefixNode): PrefixNode {
  let at = node;
  while (at.children.length === 1 && at.children[0]?.members.length === at.members.length) at = at.children[0];
  return at;
}

function stretch(node: PrefixNode, from: number, to: number, top: number, before: PrefixNode | undefined): Stretch {
  const { value, n, interval, members } = node;
  const forked = value === undefined || before?.value === undefined ? {} : { forked: value - before.value };
  return {
    from,
    to,
    top,
    rows: members.length,
    n,
    ...(value === undefined ? {} : { value }),
    ...(interval ? { interval } : {}),
    ...forked,
  };
}
