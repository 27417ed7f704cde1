import * as vscode from 'vscode';
import { previousCheckpoint, ranked } from '../../core/diff/partners.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { register as command, run } from '../../host/commands.ts';
import { trajectoryTarget } from '../../host/current.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { asTargets } from '../../host/target.ts';
import { pageRoots } from '../../host/webview.ts';
import { choosePartner, chooseSeveral } from './choose.ts';
import { exportDiff } from './export.ts';
import { DiffPanel } from './panel.ts';

export const DIFF = 'rolloutLens.diff';
const MOST = 8;

/** Diffs of trajectories: two as text, up to eight in a panel. */
export function register(services: Services): void {
  const { context, library } = services;
  const open = new Set<DiffPanel>();

  const summaryOf = (id: string): TrajectorySummary => {
    const summary = library.summary(id);
    if (!summary) throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
    return summary;
  };

  /** Where a transcript is read the answer is text. */
  const show = (a: TrajectorySummary, b: TrajectorySummary): Thenable<unknown> => {
    const targets = [a, b].map(({ id }) => ({ kind: 'trajectory', id }) as const);
    const text = vscode.window.activeTextEditor?.document.uri.scheme === 'rollout';
    return run(text ? 'rolloutLens.diffText' : 'rolloutLens.diffSelected', targets[0], targets);
  };

  const against = (choose: (of: TrajectorySummary) => TrajectorySummary | Promise<TrajectorySummary>) => async (argument: unknown) => {
    const of = summaryOf((await trajectoryTarget(services, argument)).id);
    await show(of, await choose(of));
  };

  const sibling = (which: 'best' | 'worst') => (of: TrajectorySummary) => {
    const others = library.trajectories(of.run, of.group).filter(({ id }) => id !== of.id);
    if (others.length === 0)
      throw new Refusal('This trajectory is the only sample of its group.', 'Use “Diff With…” to pick one of another task.');
    const found = ranked(others).at(which === 'best' ? 0 : -1);
    if (!found) throw new Refusal('No other sample of this group has a known outcome.', 'Use “Diff With…” to pick one.');
    return found;
  };

  command(services, 'rolloutLens.diffBest', against(sibling('best')));
  command(services, 'rolloutLens.diffWorst', against(sibling('worst')));
  command(
    services,
    'rolloutLens.diffWith',
    against((of) => choosePartner(services, of)),
  );
  command(
    services,
    'rolloutLens.diffPrevious',
    against((of) => {
      const all = library.runs().flatMap((summary) => library.trajectories(summary.run));
      const [found] = previousCheckpoint(of, all);
      if (found) return found;
      const why =
        of.policy.update === undefined ? 'The log does not say which update made this rollout.' : 'No earlier update tried this task.';
      throw new Refusal(why, 'Use “Diff With…” to pick a trajectory.');
    }),
  );

  const adopt = (ids: readonly string[], view: vscode.WebviewPanel): void => {
    const panel = new DiffPanel(services, ids, view);
    open.add(panel);
    view.iconPath = new vscode.ThemeIcon('diff');
    view.onDidDispose(() => {
      panel.dispose();
      open.delete(panel);
    });
  };

  /** The diff panel the user looks at. */
  const active = (): DiffPanel => {
    const panel = [...open].find(({ view }) => view.active);
    if (!panel) throw new Refusal('This works in a diff of trajectories.', 'Open one with “Diff with…” on a trajectory.');
    return panel;
  };

  command(services, 'rolloutLens.diffSelected', async (...args) => {
    const ids = await several(services, args);
    const known = [...open].find((panel) => panel.ids.join() === ids.join());
    if (known) known.view.reveal(known.view.viewColumn);
    else adopt(ids, create(services));
  });
  command(services, 'rolloutLens.diffAdd', async () => {
    const panel = active();
    const [first] = panel.ids;
    if (panel.ids.length >= MOST) throw new Refusal(`A diff shows at most ${MOST} trajectories.`, 'Take one out first.');
    const added = await choosePartner(services, summaryOf(first ?? ''), panel.ids);
    panel.show([...panel.ids, added.id]);
  });
  command(services, 'rolloutLens.exportDiff', async () => exportDiff(await active().current()));

  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(DIFF, {
      async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown) {
        const ids = (state as { readonly ids?: unknown } | undefined)?.ids;
        const whole = Array.isArray(ids) && ids.length > 1 && ids.length <= MOST && ids.every((id) => typeof id === 'string');
        if (whole) adopt(ids, view);
        else view.dispose();
      },
    }),
  );
}

function create({ context }: Services): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(DIFF, 'Diff', vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: pageRoots(context.extensionUri),
  });
}

async function several(services: Services, args: readonly unknown[]): Promise<readonly string[]> {
  const targets = args.length > 0 ? asTargets(args) : services.current.selected();
  const given = targets.flatMap((target) => (target.kind === 'trajectory' ? target.id : []));
  const ids = [...new Set(given.length > 1 ? given : await chooseSeveral(services))];
  if (ids.length < 2) throw new Refusal('A diff takes at least two trajectories.', 'Select two in the Rollouts view with Ctrl or Shift.');
  if (ids.length > MOST) throw new Refusal(`A diff takes at most eight trajectories, not ${ids.length}.`, 'Select fewer.');
  return ids;
}
