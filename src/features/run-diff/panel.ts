import * as vscode from 'vscode';
import { ranked } from '../../core/diff/partners.ts';
import { metricName } from '../../core/diff/run-words.ts';
import { compareRuns, type RunDiff } from '../../core/diff/runs.ts';
import { type RunReport, runsMarkdown } from '../../core/diff/runs-export.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { run } from '../../host/commands.ts';
import { explain, Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { showPage, webviewPort } from '../../host/webview.ts';
import { Rpc } from '../../protocol/rpc.ts';
import type { RunKey, RunsCommands, RunsEvents, RunsRequests, RunsSnapshot } from '../../protocol/runs.ts';
import { openOf } from './open-behind.ts';
import { FactReader } from './read-facts.ts';
import { type Side, sideOf } from './sides.ts';

const SOON_MS = 400;
/** So few trajectories are read whole without being asked. */
const READ_AT_ONCE = 200;
const TOOLS = 12;

/** Two or more runs against each other: the host's end of the panel. */
export class RunDiffPanel implements vscode.Disposable {
  private readonly rpc: Rpc<Record<never, never>, RunsRequests, RunsEvents, RunsCommands>;
  private readonly subscriptions: { dispose(): void }[] = [];
  private readonly reader: FactReader;
  private sides: readonly Side[] = [];
  private diff: RunDiff | undefined;
  /** What `diff` was made of; the same again is not worked out again. */
  private made = '';
  /** Counts changes of the runs. */
  private version = 0;
  private sidesOf = -1;
  private pair: readonly [number, number] = [0, 1];
  private seed = 1;
  private revision = 0;
  private timer: NodeJS.Timeout | undefined;
  private ready = false;
  private stale = false;
  private readonly services: Services;
  readonly keys: readonly RunKey[];
  readonly view: vscode.WebviewPanel;

  constructor(services: Services, keys: readonly RunKey[], view: vscode.WebviewPanel) {
    this.services = services;
    this.keys = keys;
    this.view = view;
    const { library, context, log } = services;
    this.reader = new FactReader(library, (message) => log.warn(message));
    const port = webviewPort(view.webview);
    this.rpc = new Rpc(port);
    this.answer();
    this.subscriptions.push(
      port,
      library.onDidChange(({ runs }) => {
        if (!this.keys.some((key) => runs.has(key.run))) return;
        this.version++;
        this.refresh();
      }),
      view.onDidChangeViewState(() => view.visible && this.stale && this.refresh()),
      { dispose: () => this.reader.stop() },
    );
    showPage(view.webview, context.extensionUri, 'Comparison of runs', 'runs');
  }

  /** The comparison in view with its names, for an export. */
  report(): RunReport {
    const [a, b] = this.pair.map((k) => this.sides[k]);
    if (!this.diff || !a || !b) throw new Refusal('There is no comparison to export yet.');
    return { a: a.info.name, b: b.info.name, diff: this.diff };
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private answer(): void {
    this.rpc.handle('ready', () => {
      const first = this.snapshot();
      this.ready = true;
      const few = this.chosen().reduce((n, side) => n + side.summaries.length, 0) <= READ_AT_ONCE;
      if (few) void this.read();
      return first;
    });
    this.rpc.on('compare', ({ a, b }) => {
      if (a === b || !this.sides[a] || !this.sides[b]) return;
      this.pair = [a, b];
      this.send();
    });
    this.rpc.on('seed', ({ seed }) => {
      if (!Number.isInteger(seed) || seed < 0) return;
      this.seed = seed;
      this.send();
    });
    this.rpc.on('read', () => void this.read());
    this.rpc.on('stop', () => this.reader.stop());
    this.rpc.on('openTask', ({ task, side }) => this.show(side, (facts) => facts.task === task, 'Trajectories of the Task'));
    this.rpc.on('openOnly', ({ task, side }) => this.show(side, (facts) => facts.task === task, 'Trajectories of the Task'));
    this.rpc.on('openMetric', ({ metric, side }) => {
      const base = metric.startsWith('pass@') ? 'success' : metric;
      const matched = new Set(this.diff?.tasks.map(({ task }) => task));
      const knows = (facts: Side['facts'][number]): boolean => matched.has(facts.task) && (base in facts.values || base in facts.tools);
      this.show(side, knows, `Behind “${metricName(metric)}”`);
    });
    this.rpc.on('diffTask', ({ task }) => void this.diffTask(task));
    this.rpc.on('copy', async () => {
      await vscode.env.clipboard.writeText(runsMarkdown(this.report()));
      vscode.window.setStatusBarMessage('Comparison copied', 2000);
    });
    this.rpc.on('export', () => void run('rolloutLens.exportRunDiff'));
    this.rpc.on('report', ({ kind, text }) => this.services.log.error(`Runs (${kind}): ${text}`));
  }

  private chosen(): readonly Side[] {
    return this.pair.flatMap((k) => this.sides[k] ?? []);
  }

  private async read(): Promise<void> {
    const sides = this.chosen();
    await this.reader.read(sides, () => this.send());
  }

  private show(letter: 'a' | 'b', wanted: (facts: Side['facts'][number]) => boolean, title: string): void {
    const side = this.sides[this.pair[letter === 'a' ? 0 : 1]];
    if (!side) return;
    const facts = this.reader.of(side) ?? side.facts;
    const found = side.summaries.filter((_, k) => facts[k] && wanted(facts[k]));
    void openOf(found, `${title} · ${letter.toUpperCase()}`, side.success);
  }

  private async diffTask(task: string): Promise<void> {
    const [a, b] = this.chosen().map(({ summaries, facts }) => summaries.filter((_, k) => facts[k]?.task === task));
    if (!a || !b) return;
    const verdict = this.diff?.tasks.find((row) => row.task === task)?.verdict;
    const end = (of: readonly TrajectorySummary[], at: 0 | -1): TrajectorySummary | undefined => ranked(of).at(at) ?? of[0];
    const [left, right] = verdict === 'loss' ? [end(a, 0), end(b, -1)] : [end(a, -1), end(b, 0)];
    const targets = [left, right].flatMap((t) => (t ? [{ kind: 'trajectory', id: t.id }] : []));
    await run('rolloutLens.diffSelected', targets[0], targets);
  }

  private refresh(): void {
    this.stale = !this.view.visible;
    if (!this.ready || this.stale || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, SOON_MS);
  }

  private send(): void {
    if (this.ready) this.rpc.send('snapshot', this.snapshot());
  }

  private snapshot(): RunsSnapshot {
    const [a, b] = this.pair;
    try {
      if (this.sidesOf !== this.version) this.sides = this.keys.flatMap((key) => sideOf(this.services.library, key) ?? []);
      this.sidesOf = this.version;
      const [left, right] = [this.sides[a], this.sides[b]];
      if (!left || !right)
        throw new Refusal('A run of this comparison is not in the index any more.', 'Its files were removed or are no longer watched.');
      const [factsA, factsB] = [this.reader.of(left), this.reader.of(right)];
      const whole = factsA !== undefined && factsB !== undefined;
      const made = [a, b, this.seed, whole, this.version].join();
      const diff =
        this.diff && made === this.made
          ? this.diff
          : compareRuns(whole ? factsA : left.facts, whole ? factsB : right.facts, { seed: this.seed, tools: whole ? TOOLS : 0 });
      [this.diff, this.made] = [diff, made];
      this.view.title = `${left.info.name} ⇄ ${right.info.name}`;
      const { tasks, onlyA, onlyB, metrics, tools, wins, losses, ties, gained, lost, seed, resamples } = diff;
      const side = ({ ids, judged, solved, meanReward }: (typeof tasks)[number]['a']) => ({
        samples: ids.length,
        judged,
        solved,
        meanReward,
      });
      return {
        ...this.frame(),
        tasks: tasks.map((row) => ({ ...row, a: side(row.a), b: side(row.b) })),
        onlyA,
        onlyB,
        metrics,
        tools,
        counts: { wins, losses, ties, gained, lost },
        seed,
        resamples,
        reading: {
          done: whole ? left.summaries.length + right.summaries.length : this.reader.done,
          total: left.summaries.length + right.summaries.length,
          busy: this.reader.busy,
        },
      };
    } catch (error) {
      return { ...this.frame(), problem: explain(error) };
    }
  }

  private frame(): RunsSnapshot {
    return {
      revision: ++this.revision,
      keys: this.keys,
      sides: this.sides.map(({ info }) => info),
      a: this.pair[0],
      b: this.pair[1],
      tasks: [],
      onlyA: [],
      onlyB: [],
      metrics: [],
      tools: [],
      counts: { wins: 0, losses: 0, ties: 0, gained: 0, lost: 0 },
      seed: this.seed,
      resamples: 0,
      reading: { done: 0, total: 0, busy: false },
    };
  }
}
