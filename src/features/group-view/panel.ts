import type * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { run } from '../../host/commands.ts';
import { explain, Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { onDidChangeSetting } from '../../host/settings.ts';
import { showPage, webviewPort } from '../../host/webview.ts';
import type { GroupCommands, GroupEvents, GroupRequests, GroupSnapshot } from '../../protocol/group.ts';
import { Rpc } from '../../protocol/rpc.ts';

/** A group that is being scored or written changes many times a second. */
const SOON_MS = 500;

export interface GroupKey {
  readonly run: string;
  readonly group: string;
}

/** One open group: the host's end of its page. */
export class GroupPanel implements vscode.Disposable {
  private readonly rpc: Rpc<Record<never, never>, GroupRequests, GroupEvents, GroupCommands>;
  private readonly subscriptions: { dispose(): void }[] = [];
  private choice: string | undefined;
  private revision = 0;
  private timer: NodeJS.Timeout | undefined;
  private ready = false;
  private stale = false;
  private readonly services: Services;
  readonly key: GroupKey;
  readonly view: vscode.WebviewPanel;

  constructor(services: Services, key: GroupKey, view: vscode.WebviewPanel) {
    this.services = services;
    this.key = key;
    this.view = view;
    const { library, scoring, context } = services;
    const port = webviewPort(view.webview);
    this.rpc = new Rpc(port);
    this.answer();
    this.subscriptions.push(
      port,
      library.onDidChange(({ runs }) => runs.has(key.run) && this.refresh()),
      scoring.onDidScore((id) => {
        const scored = library.summary(id);
        if (scored?.run === key.run && scored.group === key.group) this.refresh();
      }),
      onDidChangeSetting('rolloutLens.credit.stepRewards', () => this.refresh(0)),
      view.onDidChangeViewState(() => view.visible && this.stale && this.refresh(0)),
    );
    showPage(view.webview, context.extensionUri, 'Group', 'group');
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private answer(): void {
    this.rpc.handle('ready', async ({ choice }) => {
      this.choice ??= choice;
      const first = await this.snapshot();
      this.ready = true;
      return first;
    });
    this.rpc.on('choose', ({ choice }) => {
      this.choice = choice;
      this.refresh(0);
    });
    this.rpc.on('open', ({ id, step }) => void run('rolloutLens.openPanel', { kind: 'trajectory', id, step }));
    this.rpc.on('score', () => void run('rolloutLens.scoreGroup', { kind: 'group', ...this.key }));
    this.rpc.on('report', ({ kind, text }) => this.services.log.error(`Group (${kind}): ${text}`));
  }

  private refresh(after = SOON_MS): void {
    if (!this.ready) return;
    this.stale = !this.view.visible;
    if (this.stale || (this.timer && after > 0)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      this.timer = undefined;
      this.rpc.send('snapshot', await this.snapshot());
    }, after);
  }

  private async snapshot(): Promise<GroupSnapshot> {
    const { credit, log } = this.services;
    const head = { revision: ++this.revision, ...this.key };
    try {
      const first = this.newest();
      const title = taskTitle(first);
      this.view.title = `${title} · group`;
      const found = await credit.group(first.id, this.choice ?? credit.choices[0] ?? 'grpo');
      const methods = await credit.methods(first.id);
      const { update } = first.policy;
      return {
        ...head,
        title,
        ...(update === undefined ? {} : { update }),
        credit: found,
        methods: methods.map(({ id, name, group, reason }) => ({ id, name, group, reason })),
      };
    } catch (error) {
      log.warn(`Group: ${explain(error).message}`);
      return { ...head, title: this.key.group, methods: [], problem: explain(error) };
    }
  }

  /** A sample of the newest update: a task that was sampled again later is seen as it is now. */
  private newest(): TrajectorySummary {
    const samples = this.services.library.trajectories(this.key.run, this.key.group);
    const update = samples.reduce((most, s) => Math.max(most, s.policy.update ?? Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY);
    const first = samples.find((s) => (s.policy.update ?? Number.NEGATIVE_INFINITY) === update);
    if (!first) throw new Refusal('This group is not in the index any more.', 'Its files were removed or are no longer watched.');
    return first;
  }
}
