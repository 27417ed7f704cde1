import * as vscode from 'vscode';
import type { Judge } from '../../core/diff/facts.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { run } from '../../host/commands.ts';
import { number, outcomeWord } from '../../host/words.ts';

const MOST = 2000;

/** Opens the only trajectory there is, else lets the user pick; several picked ones open as a diff. */
export async function openOf(found: readonly TrajectorySummary[], title: string, success: Judge): Promise<void> {
  const target = ({ id }: TrajectorySummary) => ({ kind: 'trajectory', id }) as const;
  const [only] = found;
  if (found.length === 1 && only) {
    await run('rolloutLens.openPanel', target(only));
    return;
  }
  const items = found.slice(0, MOST).map((summary) => {
    const { outcome, steps, policy } = summary;
    const reward = outcome.reward === undefined ? 'reward unknown' : `reward ${number(outcome.reward)}`;
    const update = policy.update === undefined ? [] : [`update ${policy.update}`];
    const word = outcomeWord({ ...summary, outcome: { ...outcome, success: success(outcome) } });
    return {
      label: `${taskTitle(summary)} · sample ${summary.sample + 1}`,
      description: [word, reward, `${steps} steps`, ...update].join(' · '),
      summary,
    };
  });
  const more = found.length > MOST ? ` (first ${MOST} of ${found.length})` : '';
  const picked = await vscode.window.showQuickPick(items, { title: title + more, matchOnDescription: true });
  if (picked) await run('rolloutLens.openPanel', target(picked.summary));
}
