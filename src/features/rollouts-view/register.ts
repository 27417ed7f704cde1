import * as vscode from 'vscode';
import { register as command, run } from '../../host/commands.ts';
import { setContext } from '../../host/context-keys.ts';
import { trajectoryTarget } from '../../host/current.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { asTarget } from '../../host/target.ts';
import { count } from '../../host/words.ts';
import { coverage } from './content-search.ts';
import { type Filter, filterText, isFiltering, NO_FILTER } from './filter.ts';
import { LiveBadges } from './live.ts';
import { DEFAULT_ORDER, type Order } from './order.ts';
import { pickOrder } from './pick.ts';
import { pickFilter } from './pick-filter.ts';
import { showProgress } from './progress.ts';
import { RolloutTree } from './tree.ts';
import { vocabulary } from './vocabulary.ts';

export const VIEW = 'rolloutLens.rollouts';

/** What the filter shows, in a sentence. */
function filtered(tree: RolloutTree): string {
  if (!isFiltering(tree.filter)) return '';
  if (tree.filterError !== undefined) return `${filterText(tree.filter)} is not applied: ${tree.filterError}`;
  if (tree.text.busy) return `Searching for ${filterText(tree.filter)}…`;
  const { shown, of } = tree.counts();
  return `Showing ${filterText(tree.filter)}: ${shown.toLocaleString('en-US')} of ${count(of, 'trajectory', 'trajectories')}.`;
}

/** The rollouts view in the activity bar. */
export function register(services: Services): void {
  const { context, library, scorers, problems } = services;
  const tree = new RolloutTree(services);
  const live = new LiveBadges(library);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: tree, showCollapseAll: true, canSelectMany: true });
  tree.order = context.workspaceState.get<Order>('order', DEFAULT_ORDER);
  tree.filter = context.workspaceState.get<Filter>('filter', NO_FILTER);

  const head = () => {
    const parts = [
      filtered(tree),
      tree.readsText && !tree.text.busy ? coverage(services.search.state) : '',
      problems.count > 0 ? `${count(problems.count, 'problem')} while reading; see the Problems view.` : '',
    ];
    view.message = parts.filter(Boolean).join(' ') || undefined;
    view.badge = live.size > 0 ? { value: live.size, tooltip: `${count(live.size, 'trajectory', 'trajectories')} growing` } : undefined;
    void setContext('rolloutLens.filtered', isFiltering(tree.filter));
    void setContext('rolloutLens.hasRollouts', library.runs().length > 0);
  };
  const redraw = () => tree.redraw(true);
  const filter = async (next: Filter | undefined) => {
    if (!next) return;
    tree.filter = next;
    await context.workspaceState.update('filter', next);
    head();
    redraw();
  };

  context.subscriptions.push(
    tree,
    live,
    view,
    vscode.window.registerFileDecorationProvider(live),
    live.onDidChangeFileDecorations(head),
    tree.onDidChangeTreeData(head),
    problems.onDidChange(head),
    library.onDidChange(({ trajectories }) => {
      live.note(trajectories);
      redraw();
    }),
    scorers.onDidScore(() => tree.redraw(false)),
    scorers.onDidChange(() => tree.redraw(false)),
    showProgress(services, VIEW),
  );
  services.current.selected = () => view.selection.flatMap((row) => asTarget(row) ?? []);
  head();

  command(services, 'rolloutLens.refresh', () => vscode.window.withProgress({ location: { viewId: VIEW } }, () => library.refresh()));
  command(services, 'rolloutLens.showMore', (key) => tree.showMore(String(key)));
  command(services, 'rolloutLens.filter', async () => filter(await pickFilter(tree.filter, vocabulary(services))));
  command(services, 'rolloutLens.clearFilter', () => filter(NO_FILTER));
  command(services, 'rolloutLens.sort', async () => {
    const order = await pickOrder(tree.order);
    if (!order) return;
    tree.order = order;
    await context.workspaceState.update('order', order);
    redraw();
  });
  command(services, 'rolloutLens.revealInView', async (argument) => {
    const { id } = await trajectoryTarget(services, argument);
    const row = tree.rowOf(id);
    if (!row) throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
    if (isFiltering(tree.filter) && !tree.shows(id)) await run('rolloutLens.clearFilter');
    await view.reveal(row, { select: true, focus: true, expand: true });
  });
}
