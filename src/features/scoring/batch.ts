import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { explain, Refusal, sentences } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { asTarget } from '../../host/target.ts';
import { count } from '../../host/words.ts';

/** Trajectories read and handed over at once. */
const IN_FLIGHT = 32;

/** The trajectories a command's arguments stand for, each once: the clicked row, or all selected rows. */
export function targeted({ library }: Services, clicked: unknown, selected: unknown): readonly TrajectorySummary[] {
  const rows = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const found = rows.flatMap((row): readonly TrajectorySummary[] => {
    const target = asTarget(row);
    if (!target) return [];
    if (target.kind !== 'trajectory') return library.trajectories(target.run, target.kind === 'group' ? target.group : undefined);
    const summary = library.summary(target.id);
    return summary ? [summary] : [];
  });
  return [...new Map(found.map((summary) => [summary.id, summary])).values()];
}

/** Scores what is not scored yet, with progress and cancel; says at the end what became of it. */
export async function scoreAll(services: Services, wanted: readonly TrajectorySummary[]): Promise<void> {
  const { scoring, scorers, library } = services;
  if (wanted.length > 0 && wanted.every(({ run }) => scorers.of(run).status.state === 'off'))
    throw new Refusal(`Scoring is off: ${scoring.status.reason}.`, 'Choose a device with “Rollout Lens: Choose Scoring Device”.');
  if (wanted.length === 0) throw new Refusal('There is nothing to score here.', 'Choose a trajectory, group or run in the Rollouts view.');
  const todo = wanted.filter(({ run, contentHash, steps }) => {
    const identity = scorers.of(run).scorer?.identity;
    return steps > 0 && !(identity && library.scores(contentHash, identity));
  });
  if (todo.length === 0) {
    vscode.window.setStatusBarMessage(`All ${count(wanted.length, 'trajectory', 'trajectories')} had scores already`, 4000);
    return;
  }
  const title = `Scoring ${count(todo.length, 'trajectory', 'trajectories')}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const failures = await vscode.window.withProgress(options, (progress, token) => scoreWith(services, todo, progress, token));
  await report(services, failures, todo.length);
}

type Progress = vscode.Progress<{ readonly message?: string; readonly increment?: number }>;

async function scoreWith(services: Services, todo: readonly TrajectorySummary[], progress: Progress, token: vscode.CancellationToken) {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  const failures: { readonly summary: TrajectorySummary; readonly error: unknown }[] = [];
  const left = [...todo].reverse();
  let done = 0;
  const worker = async () => {
    for (let summary = left.pop(); summary && !abort.signal.aborted; summary = left.pop()) {
      try {
        const trajectory = await services.library.trajectory(summary.id);
        await services.scores.score(summary, trajectory, 'background', abort.signal);
      } catch (error) {
        if (!abort.signal.aborted) failures.push({ summary, error });
      }
      done++;
      const { rate } = services.scoring.status;
      const speed = rate === undefined ? '' : ` · ${Math.round(rate).toLocaleString('en-US')} steps/s`;
      progress.report({ increment: 100 / todo.length, message: `${done} of ${todo.length}${speed}` });
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, todo.length) }, worker));
  return failures;
}

async function report({ log }: Services, failures: Awaited<ReturnType<typeof scoreWith>>, of: number): Promise<void> {
  for (const { summary, error } of failures) log.warn(`Not scored: ${summary.file} (${summary.id}): ${explain(error).message}`);
  const first = failures[0];
  if (!first) return;
  const { message, remedy } = explain(first.error);
  const text = `${failures.length} of ${of} could not be scored: ${sentences(message, remedy)}`;
  if (await vscode.window.showWarningMessage(text, 'Show Log')) log.show();
}
