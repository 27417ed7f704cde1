import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { exampleOf } from '../../core/scoring/fit/example-of.ts';
import { Examples } from '../../core/scoring/fit/examples.ts';
import { type Fitted, fitScorer, NEEDED } from '../../core/scoring/fit/fit.ts';
import { seeded, shuffle } from '../../core/stats/random.ts';
import { explain, Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { count } from '../../host/words.ts';
import { slices } from '../../node/scoring/slices.ts';
import { scoreAll } from './batch.ts';

/** Steps learned from at most: more would take memory and minutes, and hardly teach. A chance sample of the trajectories is taken then. */
const MOST_STEPS = 250_000;
/** Trajectories read at once. */
const AHEAD = 8;

type Progress = vscode.Progress<{ readonly message?: string; readonly increment?: number }>;

/** Fits a scorer on the outcomes of a run, uses it for the run from then on, and scores the run with it. */
export async function fitOnRun(services: Services, run: string): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new Refusal('This workspace is not trusted, so no scorer is fitted.', 'Trust it with “Workspaces: Manage Workspace Trust”.');
  const all = services.library.trajectories(run);
  const usable = all.filter(({ outcome, steps }) => outcome.success !== undefined && steps > 0);
  refuseEarly(usable);
  const chosen = sample(usable);
  const name = services.library.runs().find((summary) => summary.run === run)?.name ?? run;
  const options = { location: vscode.ProgressLocation.Notification, title: `Fitting a scorer on ${name}`, cancellable: true };
  const fitted = await vscode.window.withProgress(options, (progress, token) => work(services, chosen, progress, token));
  if (!fitted) return;
  const { report } = fitted;
  const left = usable.length - chosen.length;
  const data = `${name}: ${count(report.trajectories, 'trajectory', 'trajectories')}${left > 0 ? `, a chance sample of ${usable.length.toLocaleString('en-US')}` : ''}`;
  const made = new Date().toISOString();
  await services.scorers.adopt(run, fitted, { id: 'fitted', name: `Fitted on ${name}`, data, made, leftOut: all.length - usable.length });
  services.log.info(`Fitted on ${run}: ${JSON.stringify(report)}`);
  void tell(services, run, fitted);
  await scoreAll(services, all);
}

/** What can be said before anything is read. */
function refuseEarly(usable: readonly TrajectorySummary[]): void {
  const solved = usable.filter(({ outcome }) => outcome.success).length;
  const failed = usable.length - solved;
  if (solved >= NEEDED.outcomes && failed >= NEEDED.outcomes) return;
  throw new Refusal(
    `A scorer needs at least ${NEEDED.outcomes} solved and ${NEEDED.outcomes} failed trajectories; this run has ${solved} and ${failed}.`,
    'Fit again when the run has grown. A trajectory whose outcome is unknown does not count.',
  );
}

function sample(usable: readonly TrajectorySummary[]): readonly TrajectorySummary[] {
  let steps = 0;
  return shuffle([...usable], seeded(1)).filter((summary) => {
    steps += summary.steps;
    return steps <= MOST_STEPS;
  });
}

async function work(
  services: Services,
  chosen: readonly TrajectorySummary[],
  progress: Progress,
  token: vscode.CancellationToken,
): Promise<Fitted | undefined> {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  const pause = slices(abort.signal);
  try {
    const examples = await read(services, chosen, progress, pause);
    let told = 0;
    const fitted = await fitScorer(examples, {
      pause,
      progress: (done, of) => {
        const share = (50 * done) / of;
        progress.report({ increment: share - told, message: `model ${done} of ${of}` });
        told = share;
      },
    });
    if (fitted.ok) return fitted.value;
    throw new Refusal(fitted.problem.message, fitted.problem.remedy);
  } catch (error) {
    if (abort.signal.aborted) return undefined;
    throw error;
  }
}

/** In order, whatever is read first: the same run gives the same scorer. */
async function read(
  { library, log }: Services,
  chosen: readonly TrajectorySummary[],
  progress: Progress,
  pause: ReturnType<typeof slices>,
): Promise<Examples> {
  const examples = new Examples();
  for (let at = 0; at < chosen.length; at += AHEAD) {
    const part = chosen.slice(at, at + AHEAD);
    const found = await Promise.allSettled(part.map(({ id }) => library.trajectory(id)));
    for (const [i, one] of found.entries()) {
      if (one.status === 'rejected') log.warn(`Not read for fitting: ${part[i]?.file}: ${explain(one.reason).message}`);
      const example = one.status === 'fulfilled' ? exampleOf(one.value) : undefined;
      if (example) examples.add(example);
      await pause();
    }
    progress.report({ increment: (50 * part.length) / chosen.length, message: `reading ${at + part.length} of ${chosen.length}` });
  }
  return examples;
}

async function tell({ scorers }: Services, run: string, { report }: Fitted): Promise<void> {
  const text = `The fitted scorer is now used for this run. Out of fold: ${report.trust.note}`;
  const chosen = await vscode.window.showInformationMessage(text, 'Show Card');
  if (chosen) await vscode.window.showTextDocument(vscode.Uri.joinPath(vscode.Uri.file(scorers.folderOf(run)), 'manifest.json'));
}

/** Lets the user choose what a run is scored with. */
export async function chooseScorer(services: Services, run: string): Promise<void> {
  const { scorers, scoring } = services;
  const now = scorers.choice(run);
  const card = scorers.card(run);
  const trust = card?.card.outOfFold.trust;
  const mark = (choice: string, label: string) => `${choice === now ? '$(check)' : '$(blank)'} ${label}`;
  const items = [
    {
      label: mark('embedded', scoring.scorer?.name ?? 'Embedded PRM'),
      description: 'trained on public benchmarks',
      choice: 'embedded' as const,
    },
    card
      ? {
          label: mark('fitted', card.name),
          description: `out of fold ${trust?.level}`,
          detail: `${card.card.data}, ${card.card.made.slice(0, 10)}. ${trust?.note}`,
          choice: 'fitted' as const,
        }
      : { label: '$(beaker) Fit a Scorer on This Run…', description: 'from the run’s own outcomes', choice: 'fit' as const },
    { label: mark('log', 'Rewards in the Log'), description: 'step rewards as logged', choice: 'log' as const },
    ...(card ? [{ label: '$(refresh) Fit Again…', description: 'on the run as it is now', choice: 'fit' as const }] : []),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'Scorer for This Run' });
  if (!picked) return;
  if (picked.choice === 'fit') await fitOnRun(services, run);
  else await scorers.choose(run, picked.choice);
}
