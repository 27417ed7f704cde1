import * as vscode from 'vscode';
import { rowFields } from '../../core/diff/fields.ts';
import { type DiffReport, type ReportScores, reportOf } from '../../core/diff/report.ts';
import { summaryMarkdown } from '../../core/diff/report-markdown.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { run } from '../../host/commands.ts';
import { explain, Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { showPage, webviewPort } from '../../host/webview.ts';
import type { DiffCommands, DiffEvents, DiffRequests, DiffSnapshot } from '../../protocol/diff.ts';
import { Rpc } from '../../protocol/rpc.ts';

const SOON_MS = 150;
/** Characters of a text that travel at first. */
const FIRST_CHARS = 12_000;
/** Samples of a group that are read for the value of prefixes. */
const MOST_SIBLINGS = 64;

/** Two to eight trajectories side by side: the host's end of the panel. */
export class DiffPanel implements vscode.Disposable {
  private readonly rpc: Rpc<Record<never, never>, DiffRequests, DiffEvents, DiffCommands>;
  private readonly subscriptions: { dispose(): void }[] = [];
  private loaded: Promise<readonly Trajectory[]> | undefined;
  private report: DiffReport | undefined;
  private revision = 0;
  private timer: NodeJS.Timeout | undefined;
  private ready = false;
  private stale = false;
  private readonly services: Services;
  ids: readonly string[];
  readonly view: vscode.WebviewPanel;

  constructor(services: Services, ids: readonly string[], view: vscode.WebviewPanel) {
    this.services = services;
    this.ids = ids;
    this.view = view;
    const { library, scorers, context, current } = services;
    const port = webviewPort(view.webview);
    this.rpc = new Rpc(port);
    this.answer();
    const concerns = (id: string): boolean => this.ids.includes(id);
    this.subscriptions.push(
      port,
      current.offer(this, () => (view.active && this.ids[0] !== undefined ? { kind: 'trajectory', id: this.ids[0] } : undefined)),
      library.onDidChange(({ trajectories, removed }) => {
        if (!this.ids.some((id) => trajectories.has(id) || removed.has(id))) return;
        this.loaded = undefined;
        this.refresh();
      }),
      scorers.onDidScore((id) => concerns(id) && this.refresh()),
      scorers.onDidChange((of) => this.ids.some((id) => library.summary(id)?.run === of) && this.refresh()),
      view.onDidChangeViewState(() => view.visible && this.stale && this.refresh()),
    );
    showPage(view.webview, context.extensionUri, 'Diff of trajectories', 'diff');
  }

  /** The diff as it stands, with its trajectories, for an export. */
  async current(): Promise<{ readonly report: DiffReport; readonly trajectories: readonly Trajectory[] }> {
    const trajectories = await this.trajectories();
    return { report: this.report ?? (await this.makeReport(trajectories)), trajectories };
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private answer(): void {
    this.rpc.handle('ready', async () => {
      const first = await this.snapshot();
      this.ready = true;
      return first;
    });
    this.rpc.handle('row', async ({ row, whole }) => {
      const steps = this.report?.comparison.rows[row]?.steps;
      if (!steps) throw new Refusal(`There is no row ${row + 1}.`);
      const trajectories = await this.trajectories();
      return rowFields(
        steps.map((at, k) => (at === undefined ? undefined : trajectories[k]?.steps[at])),
        whole ? undefined : FIRST_CHARS,
      );
    });
    const target = (id: string, step?: number) => ({ kind: 'trajectory', id, step }) as const;
    this.rpc.on('openPanel', ({ id, step }) => void run('rolloutLens.openPanel', target(id, step)));
    this.rpc.on('openTranscript', ({ id, step }) => void run('rolloutLens.openTranscript', target(id, step)));
    this.rpc.on('openText', () => void run('rolloutLens.diffText', undefined, this.ids.slice(0, 2).map((id) => target(id)))); // biome-ignore format: one call
    this.rpc.on('export', () => void run('rolloutLens.exportDiff'));
    this.rpc.on('swap', () => this.show([this.ids[1], this.ids[0], ...this.ids.slice(2)].filter((id) => id !== undefined)));
    this.rpc.on('remove', ({ id }) => this.ids.length > 2 && this.show(this.ids.filter((other) => other !== id)));
    this.rpc.on('add', () => void run('rolloutLens.diffAdd'));
    this.rpc.on('copy', async ({ text, what }) => {
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(`${what} copied`, 2000);
    });
    this.rpc.on('report', ({ kind, text }) => this.services.log.error(`Diff (${kind}): ${text}`));
  }

  /** Shows other trajectories in the same panel. */
  show(ids: readonly string[]): void {
    this.ids = ids;
    this.loaded = undefined;
    this.refresh();
  }

  private trajectories(): Promise<readonly Trajectory[]> {
    this.loaded ??= Promise.all(this.ids.map((id) => this.services.library.trajectory(id)));
    return this.loaded;
  }

  private refresh(): void {
    this.stale = !this.view.visible;
    if (!this.ready || this.stale || this.timer) return;
    this.timer = setTimeout(async () => {
      this.timer = undefined;
      this.rpc.send('snapshot', await this.snapshot());
    }, SOON_MS);
  }

  private async snapshot(): Promise<DiffSnapshot> {
    const revision = ++this.revision;
    const { ids } = this;
    try {
      const trajectories = await this.trajectories();
      for (const trajectory of trajectories) {
        const summary = this.services.library.summary(trajectory.id);
        if (summary) this.services.scores.inView(summary, trajectory);
      }
      this.report = await this.makeReport(trajectories);
      this.view.title = this.report.title;
      return { revision, ids, report: this.report, summary: summaryMarkdown(this.report) };
    } catch (error) {
      this.loaded = undefined;
      return { revision, ids, summary: '', problem: explain(error) };
    }
  }

  private async makeReport(trajectories: readonly Trajectory[]): Promise<DiffReport> {
    return reportOf(trajectories, this.scores(), await this.group());
  }

  /** Scores of all sides, where one scorer gave them: numbers of two scorers are not compared. */
  private scores(): ReportScores | undefined {
    const { scores, scorers, trust, library } = this.services;
    const summaries = this.ids.flatMap((id) => library.summary(id) ?? []);
    const [scorer, ...others] = summaries.map(({ run: of }) => scorers.of(of).scorer);
    const values = summaries.map((summary) => scores.of(summary)?.values ?? []);
    if (!scorer || others.some((other) => other?.identity !== scorer.identity) || values.every((side) => side.length === 0))
      return undefined;
    const level = trust.of(summaries[0]?.run ?? '')?.level ?? 'untested';
    return { values, basis: { kind: 'score', name: scorer.name, note: `trust ${level}` } };
  }

  /** All samples of the sides' group, where they are of one. */
  private async group(): Promise<readonly Trajectory[]> {
    const { library } = this.services;
    const [first, ...others] = this.ids.map((id) => library.summary(id));
    if (!first || others.some((other) => other?.run !== first.run || other.group !== first.group)) return [];
    const members: readonly TrajectorySummary[] = library.trajectories(first.run, first.group);
    return members.length > MOST_SIBLINGS ? [] : Promise.all(members.map(({ id }) => library.trajectory(id)));
  }
}
