import * as vscode from 'vscode';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { run } from '../../host/commands.ts';
import { explain, Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { onDidChangeSetting, writeSetting } from '../../host/settings.ts';
import { showPage, webviewPort } from '../../host/webview.ts';

import type { PanelCommands, PanelEvents, PanelRequests, PanelSnapshot, PanelViewState } from '../../protocol/panel.ts';
import { Rpc } from '../../protocol/rpc.ts';
import { cutStep, withoutData } from './cut-step.ts';
import { showImage } from './image.ts';
import { searchTrajectory } from './search.ts';
import { problemSnapshot, snapshot } from './snapshot.ts';
import { tokenHeat } from './token-heat.ts';

const SOON_MS = 120;
/** The scorer's state changes many times a second while it works. */
const STATUS_MS = 1000;
/** Steps in one window; the panel asks for less. */
const MOST_STEPS = 500;

/** One open trajectory: the host's end of the panel. Snapshots go out only while it is visible. */
export class TrajectoryPanel implements vscode.Disposable {
  private readonly rpc: Rpc<Record<never, never>, PanelRequests, PanelEvents, PanelCommands>;
  private readonly subscriptions: { dispose(): void }[] = [];
  private revision = 0;
  private loaded: Promise<Trajectory> | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** When the timer rings, in milliseconds since the epoch. */
  private due = 0;
  private ready = false;
  private stale = false;
  private wanted: number | undefined;
  private readonly services: Services;
  readonly id: string;
  readonly view: vscode.WebviewPanel;

  constructor(services: Services, id: string, view: vscode.WebviewPanel) {
    this.services = services;
    this.id = id;
    this.view = view;
    const { library, scoring, scorers, trust, context, current } = services;
    const port = webviewPort(view.webview);
    this.rpc = new Rpc(port);
    this.answer();
    this.subscriptions.push(
      port,
      current.offer(this, () => (view.active ? { kind: 'trajectory', id, step: this.selected } : undefined)),
      library.onDidChange((change) => {
        if (change.trajectories.has(id) || change.removed.has(id)) this.reload();
        else if (this.run !== undefined && change.runs.has(this.run)) this.refresh();
      }),
      scorers.onDidScore((scored) => {
        if (scored === id) this.refresh();
        else if (this.isSibling(scored)) this.refresh(STATUS_MS);
      }),
      scoring.onDidChangeStatus(() => this.refresh(STATUS_MS)),
      onDidChangeSetting('rolloutLens.credit.methods', () => this.refresh()),
      onDidChangeSetting('rolloutLens.credit.stepRewards', () => this.refresh()),
      trust.onDidChange((of) => of === this.run && this.refresh()),
      view.onDidChangeViewState(() => {
        if (view.visible && this.stale) this.refresh();
      }),
    );
    this.title();
    showPage(view.webview, context.extensionUri, 'Trajectory');
  }

  /** Goes to a step, now or as soon as the page is up. */
  reveal(step: number): void {
    this.wanted = step;
    if (this.ready) this.rpc.send('reveal', { step });
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private get run(): string | undefined {
    return this.services.library.summary(this.id)?.run;
  }

  private isSibling(id: string): boolean {
    const { library } = this.services;
    const [own, other] = [library.summary(this.id), library.summary(id)];
    return own !== undefined && own.run === other?.run && own.group === other.group;
  }

  private get selected(): number | undefined {
    const selected = viewStateOf(this.services, this.id)?.selected;
    return selected !== undefined && selected >= 0 ? selected : undefined;
  }

  private title(): void {
    const summary = this.services.library.summary(this.id);
    this.view.title = summary ? `${taskTitle(summary)} · sample ${summary.sample + 1}` : 'Trajectory';
  }

  private answer(): void {
    this.rpc.handle('ready', async () => {
      const first = await this.snapshot();
      this.ready = true;
      const { wanted } = this;
      if (wanted !== undefined) setTimeout(() => this.rpc.send('reveal', { step: wanted }), 0);
      return first;
    });
    this.rpc.handle('preamble', async () => (await this.trajectory()).preamble.map((m) => ({ ...m, images: withoutData(m.images) })));
    this.rpc.handle('steps', async ({ from, to, maxChars }) => {
      const { steps } = await this.trajectory();
      const window = steps.slice(Math.max(0, from), Math.min(to, from + MOST_STEPS));
      return { revision: this.revision, steps: window.map((step) => cutStep(step, maxChars)) };
    });
    this.rpc.handle('step', async ({ index }) => {
      const step = (await this.trajectory()).steps[index];
      if (!step) throw new Refusal(`There is no step ${index + 1}.`);
      return cutStep(step, Number.POSITIVE_INFINITY);
    });
    this.rpc.handle('search', async ({ query, limit }) => searchTrajectory(await this.trajectory(), query, limit));
    this.rpc.handle('image', async ({ step, observation, image }) => {
      const { preamble, steps, source } = await this.trajectory();
      const images = step < 0 ? preamble[observation]?.images : steps[step]?.observations[observation]?.images;
      return showImage(images?.[image], source.file);
    });
    const { credit } = this.services;
    this.rpc.handle('creditMethods', () => credit.methods(this.id));
    this.rpc.handle('credit', ({ choices }) => credit.answer(this.id, choices));
    this.rpc.handle('creditWhatIf', ({ choices, what }) => credit.whatIf(this.id, choices, what));
    this.rpc.handle('creditWhy', ({ choice, step }) => credit.why(this.id, choice, step));
    this.rpc.handle('tokenHeat', async ({ step }) => tokenHeat((await this.trajectory()).steps[step]));
    this.rpc.on('pinCredit', ({ choices }) => void writeSetting('rolloutLens.credit.methods', choices));
    this.rpc.on('scoreGroup', () => void run('rolloutLens.scoreGroup', { kind: 'trajectory', id: this.id }));
    this.rpc.on('openTranscript', ({ step }) => void run('rolloutLens.openTranscript', { kind: 'trajectory', id: this.id, step }));
    this.rpc.on('openRaw', ({ step }) => void run('rolloutLens.openRaw', { kind: 'trajectory', id: this.id, step }));
    this.rpc.on('openSample', ({ id }) => void run('rolloutLens.openPanel', { kind: 'trajectory', id }));
    this.rpc.on('copy', ({ text }) => void vscode.env.clipboard.writeText(text));
    this.rpc.on('rescore', () => void run('rolloutLens.rescore', { kind: 'trajectory', id: this.id }));
    this.rpc.on('viewState', (state) => void keepViewState(this.services, this.id, state));
    this.rpc.on('report', ({ kind, text }) => this.services.log.error(`Panel (${kind}): ${text}`));
  }

  private trajectory(): Promise<Trajectory> {
    this.loaded ??= this.services.library.trajectory(this.id);
    return this.loaded;
  }

  private reload(): void {
    this.loaded = undefined;
    this.refresh();
  }

  private refresh(after = SOON_MS): void {
    if (!this.ready) return;
    this.stale = !this.view.visible;
    if (this.stale) return;
    const due = Date.now() + after;
    if (this.timer && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(async () => {
      this.timer = undefined;
      this.rpc.send('snapshot', await this.snapshot());
    }, after);
  }

  private async snapshot(): Promise<PanelSnapshot> {
    const { library, scoring, scorers, scores, credit, trust } = this.services;
    const revision = ++this.revision;
    try {
      const trajectory = await this.trajectory();
      const summary = library.summary(this.id);
      if (!summary) throw new Refusal('This trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
      this.title();
      scores.inView(summary, trajectory);
      return snapshot({
        revision,
        trajectory,
        summary,
        siblings: library.trajectories(summary.run, summary.group),
        group: library.groups(summary.run).find(({ group }) => group === summary.group),
        live: library.isLive(this.id),
        scores: scores.of(summary),
        scorer: scorers.of(summary.run).scorer,
        trust: trust.of(summary.run),
        status: scoring.status,
        credit: credit.state(summary),
        view: viewStateOf(this.services, this.id),
      });
    } catch (error) {
      this.loaded = undefined;
      return problemSnapshot(this.id, revision, scoring.status, explain(error));
    }
  }
}

const VIEW_STATES = 'panelViews';
const MOST_VIEW_STATES = 200;
type Kept = readonly (readonly [id: string, state: PanelViewState])[];

function viewStateOf({ context }: Services, id: string): PanelViewState | undefined {
  return context.workspaceState.get<Kept>(VIEW_STATES, []).find(([key]) => key === id)?.[1];
}

function keepViewState({ context }: Services, id: string, state: PanelViewState): Thenable<void> {
  const others = context.workspaceState.get<Kept>(VIEW_STATES, []).filter(([key]) => key !== id);
  return context.workspaceState.update(VIEW_STATES, [...others, [id, state]].slice(-MOST_VIEW_STATES));
}
