import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { rollup } from '../../core/query/match.ts';
import type { CommandId } from '../../host/command-table.ts';
import type { Services } from '../../host/services.ts';
import { ContentSearch } from './content-search.ts';
import { type Filter, isFiltering, type Matcher, matcher, NO_FILTER, needsScores } from './filter.ts';
import { DEFAULT_ORDER, type Order, sorted } from './order.ts';
import { description, icon, label, spoken, tooltip } from './row-text.ts';
import { page, type Row, rowKey, rowsOfGroup, rowsOfRun, trajectoryRow } from './rows.ts';

/** Rows shown under one parent before “Show more”. */
const PAGE = 200;
const SOON_MS = 250;
/** While a run is being scored, many scores arrive a second. */
const LATER_MS = 1000;
const NOTHING: ReadonlyMap<string, number> = new Map();

/** The rollouts as a tree. Nothing is read before it is opened; what is open is read again after a change. */
export class RolloutTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly shown = new Map<string, number>();
  private readonly runs = new Map<string, readonly TrajectorySummary[]>();
  private timer: NodeJS.Timeout | undefined;
  private soon = false;
  private readonly services: Services;
  order: Order = DEFAULT_ORDER;
  private current: Filter = NO_FILTER;
  private matcher: Matcher = matcher(NO_FILTER);
  readonly text: ContentSearch;

  constructor(services: Services) {
    this.services = services;
    this.text = new ContentSearch(services.search, () => this.redraw(true));
  }

  get filter(): Filter {
    return this.current;
  }
  set filter(next: Filter) {
    this.current = next;
    this.matcher = matcher(next, {
      content: (summary, term) => this.text.holds(summary, term),
      scores: ({ run, contentHash }) => {
        const identity = this.services.scorers.of(run).scorer?.identity;
        const scores = identity === undefined ? undefined : this.services.library.scores(contentHash, identity);
        return scores && rollup(scores.values);
      },
    });
    this.runs.clear();
    this.text.ask(this.matcher.query);
  }

  /** Why the filter's text is no query. */
  get filterError(): string | undefined {
    return this.matcher.error;
  }

  /** Trajectories the filter lets through, and all there are. */
  counts(): { readonly shown: number; readonly of: number } {
    const runs = this.services.library.runs();
    const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
    return { shown: sum(({ run }) => this.matching(run).length), of: sum(({ trajectories }) => trajectories) };
  }

  /** Draws again soon; many changes make one drawing. `all`: trajectories may be others than before. */
  redraw(all: boolean): void {
    if (all || needsScores(this.matcher.query)) this.runs.clear();
    if (this.timer && (this.soon || !all)) return;
    clearTimeout(this.timer);
    this.soon = all;
    const draw = () => {
      this.timer = undefined;
      this.changed.fire(undefined);
    };
    this.timer = setTimeout(draw, all ? SOON_MS : LATER_MS);
  }

  showMore(key: string): void {
    this.shown.set(key, (this.shown.get(key) ?? PAGE) + PAGE * 5);
    this.changed.fire(undefined);
  }

  getChildren(row?: Row): Row[] {
    if (!row) return this.paged('', this.topRows());
    if (row.kind === 'run') return this.paged(rowKey(row), rowsOfRun(this.content(row.run), this.order));
    if (row.kind !== 'group') return [];
    const { trajectories, scores } = this.content(row.run);
    const members = trajectories.filter(({ group }) => group === row.group);
    return this.paged(rowKey(row), rowsOfGroup({ trajectories: members, scores }, this.order));
  }

  getParent(row: Row): Row | undefined {
    if (row.kind === 'run' || row.kind === 'more') return undefined;
    const run = this.services.library.runs().find((summary) => summary.run === row.run);
    const top: Row | undefined = run && { kind: 'run', run: run.run, summary: run };
    if (row.kind === 'group' || row.alone) return top;
    const group = this.services.library.groups(row.run).find((summary) => summary.group === row.group);
    return group ? { kind: 'group', run: row.run, group: row.group, summary: group } : top;
  }

  /** The row of a trajectory, for showing it in the tree. */
  rowOf(id: string): Row | undefined {
    const summary = this.services.library.summary(id);
    if (!summary) return undefined;
    const group = this.services.library.groups(summary.run).find((g) => g.group === summary.group);
    return trajectoryRow(summary, NOTHING, group?.trajectories === 1);
  }

  /** Whether the filter lets a trajectory through. */
  shows(id: string): boolean {
    const summary = this.services.library.summary(id);
    return summary !== undefined && this.matcher(summary);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const folded = row.kind === 'run' || row.kind === 'group';
    const item = new vscode.TreeItem(label(row), folded ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
    item.id = rowKey(row);
    item.description = description(row);
    const [name, color] = icon(row);
    item.iconPath = new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.contextValue = row.kind;
    item.accessibilityInformation = { label: spoken(row) };
    if (row.kind === 'more')
      item.command = { command: 'rolloutLens.showMore' satisfies CommandId, title: 'Show More', arguments: [row.of] };
    if (row.kind === 'trajectory') {
      item.resourceUri = liveUri(row.id);
      item.command = {
        command: 'rolloutLens.openPanel' satisfies CommandId,
        title: 'Open Trajectory',
        arguments: [{ kind: 'trajectory', id: row.id }],
      };
    }
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    item.tooltip = tooltip(row);
    return item;
  }

  /** Whether the filter looks into the text of trajectories. */
  get readsText(): boolean {
    return this.matcher.query.needsContent;
  }

  dispose(): void {
    this.text.dispose();
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  private topRows(): readonly Row[] {
    const runs = this.services.library.runs();
    const kept = isFiltering(this.filter) ? runs.filter(({ run }) => this.matching(run).length > 0) : runs;
    return sorted(
      kept.map((summary): Row => ({ kind: 'run', run: summary.run, summary })),
      this.order,
    );
  }

  private content(run: string) {
    const { library, scorers } = this.services;
    const identity = scorers.of(run).scorer?.identity;
    const scores = identity === undefined ? NOTHING : library.meanScores(run, identity);
    return { groups: library.groups(run), trajectories: this.matching(run), scores };
  }

  private matching(run: string): readonly TrajectorySummary[] {
    const known = this.runs.get(run);
    if (known) return known;
    const all = this.services.library.trajectories(run);
    const matching = isFiltering(this.filter) ? all.filter(this.matcher) : all;
    this.runs.set(run, matching);
    return matching;
  }

  private paged(key: string, rows: readonly Row[]): Row[] {
    return [...page(rows, this.shown.get(key) ?? PAGE, key)];
  }
}

/** A name that only our badge provider knows. */
export const LIVE_SCHEME = 'rollout-row';
export const liveUri = (id: string): vscode.Uri => vscode.Uri.from({ scheme: LIVE_SCHEME, path: `/${id}` });
