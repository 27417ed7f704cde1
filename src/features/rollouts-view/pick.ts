import * as vscode from 'vscode';
import type { OutcomeKind } from '../../host/words.ts';
import type { Filter } from './filter.ts';
import { ORDERS, type Order } from './order.ts';
import { OUTCOME_ICONS } from './row-text.ts';

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

type FilterItem = vscode.QuickPickItem & { readonly outcome?: OutcomeKind; readonly text?: string };

/** Outcomes to tick and words to type, in one box. Undefined: the user left without choosing. */
export function pickFilter(now: Filter): Promise<Filter | undefined> {
  const pick = vscode.window.createQuickPick<FilterItem>();
  const outcomes = (Object.keys(OUTCOME_ICONS) as OutcomeKind[]).map((outcome): FilterItem => {
    const [icon] = OUTCOME_ICONS[outcome];
    return { label: `$(${icon}) ${outcome}`, outcome, alwaysShow: true };
  });
  pick.title = 'Filter Rollouts';
  pick.placeholder = 'Type words of a task, model or file; tick outcomes';
  pick.canSelectMany = true;
  const offer = (text: string) => {
    const words: FilterItem[] =
      text.trim() === '' ? [] : [{ label: `$(search) contains “${text.trim()}”`, text: text.trim(), alwaysShow: true }];
    const ticked = new Set(pick.selectedItems.map(({ outcome }) => outcome));
    pick.items = [...words, ...outcomes];
    pick.selectedItems = [...words, ...outcomes.filter(({ outcome }) => ticked.has(outcome))];
  };
  pick.items = outcomes;
  pick.selectedItems = outcomes.filter(({ outcome }) => outcome !== undefined && now.outcomes.includes(outcome));
  pick.value = now.text;
  offer(now.text);
  pick.onDidChangeValue(offer);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems;
      resolve({
        text: chosen.find(({ text }) => text !== undefined)?.text ?? '',
        outcomes: chosen.flatMap(({ outcome }) => outcome ?? []),
      });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
