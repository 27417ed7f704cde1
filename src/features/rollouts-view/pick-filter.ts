import * as vscode from 'vscode';
import type { Vocabulary } from '../../core/query/complete.ts';
import type { OutcomeKind } from '../../host/words.ts';
import type { Filter } from './filter.ts';
import { type Offer, offers, toggled } from './offers.ts';
import { OUTCOME_ICONS } from './row-text.ts';

type Item = vscode.QuickPickItem & { readonly offer?: Offer };

const OUTCOMES = Object.keys(OUTCOME_ICONS) as OutcomeKind[];

/** A query to write, with what may come next, and outcomes to tick, in one box. `vocabulary` is asked at every key. Undefined: the user left without choosing. */
export function pickFilter(before: Filter, vocabulary: () => Vocabulary): Promise<Filter | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  let now = before;
  const draw = () => {
    pick.items = withHeadings(offers(now, vocabulary(), OUTCOMES));
    pick.activeItems = pick.items.slice(0, 1);
  };
  pick.title = 'Filter Rollouts';
  pick.placeholder = 'outcome:fail steps:>20 tool:bash score.min:<0.2 -model:qwen "permission denied"';
  pick.value = now.text;
  draw();
  pick.onDidChangeValue((text) => {
    now = { ...now, text };
    draw();
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const offer = pick.selectedItems[0]?.offer;
      if (offer?.kind === 'apply') {
        resolve({ ...now, text: now.text.trim() });
        pick.hide();
      } else if (offer?.kind === 'complete') {
        now = { ...now, text: offer.text };
        pick.value = offer.text;
        draw();
      } else if (offer?.kind === 'outcome') {
        now = toggled(now, offer.outcome);
        draw();
      }
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function withHeadings(list: readonly Offer[]): Item[] {
  let last = '';
  return list.flatMap((offer): Item[] => {
    const heading = offer.kind === 'complete' ? 'fields and values' : offer.kind === 'outcome' ? 'outcome' : '';
    const own: Item[] = heading === last ? [] : [{ kind: vscode.QuickPickItemKind.Separator, label: heading }];
    last = heading;
    return [...own, { ...item(offer), offer, alwaysShow: true }];
  });
}

function item(offer: Offer): vscode.QuickPickItem {
  if (offer.kind === 'apply') return { label: `$(filter) ${offer.label}` };
  if (offer.kind === 'wrong') return { label: `$(error) ${offer.label}`, detail: offer.detail };
  if (offer.kind === 'complete') return { label: offer.label, description: offer.description };
  return { label: `$(${offer.ticked ? 'check' : 'blank'}) $(${OUTCOME_ICONS[offer.outcome][0]}) ${offer.outcome}` };
}
