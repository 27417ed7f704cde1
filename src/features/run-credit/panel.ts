import * as vscode from 'vscode';
import { run as runCommand } from '../../host/commands.ts';
import { CreditDesk } from '../../host/credit-desk.ts';
import { explain, Refusal } from '../../host/explain.ts';
import { runCredit } from '../../host/run-credit.ts';
import type { Services } from '../../host/services.ts';
import { onDidChangeSetting, setting } from '../../host/settings.ts';
import { showPage, webviewPort } from '../../host/webview.ts';
import type { AcrossCommands, AcrossEvents, AcrossRequests, AcrossSnapshot } from '../../protocol/across.ts';
import { Rpc } from '../../protocol/rpc.ts';

/** Credit over one run: the host's end of its page. Worked out when asked for: a whole run is read for it. */
export class RunCreditPanel implements vscode.Disposable {
  private readonly rpc: Rpc<Record<never, never>, AcrossRequests, AcrossEvents, AcrossCommands>;
  private readonly subscriptions: { dispose(): void }[] = [];
  /** Its own, so that the groups it reads do not push out those of open views. */
  private readonly desk: CreditDesk;
  private revision = 0;
  private turn = 0;
  private last: Promise<AcrossSnapshot> | undefined;
  private stale = false;
  private readonly services: Services;
  readonly run: string;
  readonly view: vscode.WebviewPanel;

  constructor(services: Services, run: string, view: vscode.WebviewPanel) {
    this.services = services;
    this.run = run;
    this.view = view;
    const { library, scores, scoring, context } = services;
    this.desk = new CreditDesk(library, scores, () => ({ methods: [], stepRewards: setting('rolloutLens.credit.stepRewards') }));
    const port = webviewPort(view.webview);
    this.rpc = new Rpc(port);
    this.rpc.handle('ready', () => {
      this.last ??= this.snapshot();
      return this.last;
    });
    this.rpc.on('open', ({ id, step }) => void runCommand('rolloutLens.openPanel', { kind: 'trajectory', id, step }));
    this.rpc.on('update', () => void this.update());
    this.rpc.on('report', ({ kind, text }) => services.log.error(`Run credit (${kind}): ${text}`));
    this.subscriptions.push(
      port,
      library.onDidChange(({ runs }) => runs.has(run) && void this.outdated()),
      scoring.onDidScore((id) => library.summary(id)?.run === run && void this.outdated()),
      onDidChangeSetting('rolloutLens.credit.methods', () => void this.update()),
      onDidChangeSetting('rolloutLens.credit.stepRewards', () => void this.update()),
    );
    showPage(view.webview, context.extensionUri, 'Credit', 'across');
  }

  dispose(): void {
    this.turn++;
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async update(): Promise<void> {
    this.stale = false;
    const next = this.snapshot();
    this.last = next;
    const found = await next;
    if (this.last === next) this.rpc.send('snapshot', found);
  }

  private async outdated(): Promise<void> {
    if (this.stale || !this.last) return;
    this.stale = true;
    const found = { ...(await this.last), revision: ++this.revision, stale: true };
    if (!this.stale) return;
    this.last = Promise.resolve(found);
    this.rpc.send('snapshot', found);
  }

  private async snapshot(): Promise<AcrossSnapshot> {
    const { library, credit, log } = this.services;
    const turn = ++this.turn;
    const name = library.runs().find(({ run }) => run === this.run)?.name ?? this.run;
    const head = { revision: ++this.revision, run: this.run, title: name, stale: false };
    this.view.title = `${name} · credit`;
    try {
      if (library.trajectories(this.run).length === 0)
        throw new Refusal('This run is not in the index any more.', 'Its files were removed or are no longer watched.');
      const options = { location: vscode.ProgressLocation.Notification, title: `Credit across ${name}`, cancellable: true };
      const found = await vscode.window.withProgress(options, (progress, token) =>
        runCredit(library, this.desk, this.run, credit.choices, {
          cancelled: () => token.isCancellationRequested || turn !== this.turn,
          progress: (done, of) => progress.report({ message: `${done} of ${of} groups`, increment: 100 / of }),
        }),
      );
      if (found) return { ...head, credit: found };
      return { ...head, problem: { message: 'Stopped before the run was read.', remedy: 'Update starts again.' } };
    } catch (error) {
      log.warn(`Run credit: ${explain(error).message}`);
      return { ...head, problem: explain(error) };
    }
  }
}
