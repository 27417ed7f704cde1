import * as vscode from 'vscode';
import { ORDERS, type Order } from './order.ts';

const ORDER_WORDS: Readonly<Record<Order['by'], readonly [up: string, down: string]>> = {
  name: ['A to Z', 'Z to A'],
  outcome: ['failed first', 'solved first'],
  reward: ['lowest first', 'highest first'],
  steps: ['shortest first', 'longest first'],
  score: ['lowest first', 'highest first'],
  changed: ['oldest run first', 'newest run first'],
};

/** Undefined: the user left without choosing. */
export async function pickOrder(now: Order): Promise<Order | undefined> {
  const items = ORDERS.flatMap((by) =>
    [false, true].map((descending) => ({
      label: `${by === now.by && descending === now.descending ? '$(check) ' : '$(blank) '}By ${by}`,
      description: ORDER_WORDS[by][descending ? 1 : 0],
      order: { by, descending },
    })),
  );
  return (await vscode.window.showQuickPick(items, { title: 'Sort Rollouts', matchOnDescription: true }))?.order;
}
