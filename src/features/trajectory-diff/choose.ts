import * as vscode from 'vscode';
import { taskKey } from '../../core/diff/facts.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { oneLine } from '../../core/transcript/visible.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { number, outcomeWord } from '../../host/words.ts';

/** Rows of one section of a list; more would only be scrolled past. */
const MOST = 500;

interface Item extends vscode.QuickPickItem {
  readonly summary?: TrajectorySummary;
}

/** Lets the user pick what to hold a trajectory against: its group first, then the same task elsewhere, then the rest of its run. */
export async function choosePartner(
  { library }: Services,
  of: TrajectorySummary,
  without: readonly string[] = [],
): Promise<TrajectorySummary> {
  const all = library.runs().flatMap(({ run }) => library.trajectories(run));
  const others = all.filter(({ id }) => id !== of.id && !without.includes(id));
  const task = taskKey(of);
  const group = others.filter((t) => t.run === of.run && t.group === of.group);
  const elsewhere = others.filter((t) => !group.includes(t) && taskKey(t) === task);
  const rest = others.filter((t) => t.run === of.run && t.group !== of.group && taskKey(t) !== task);
  const items = [
    ...section('Same group', group, (t) => `sample ${t.sample + 1}`),
    ...section('Same task, elsewhere', elsewhere, (t) => `${runName(t)} · sample ${t.sample + 1}`),
    ...section('Other tasks of this run', rest, (t) => `${taskTitle(t)} · sample ${t.sample + 1}`),
  ];
  if (items.length === 0) throw new Refusal('There is no other trajectory to compare with.', 'Watch a folder with more rollouts.');
  const title = `Diff ${taskTitle(of)} · sample ${of.sample + 1} With…`;
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  if (!picked?.summary) throw new vscode.CancellationError();
  return picked.summary;
}

/** Two to eight trajectories ticked in a list. */
export async function chooseSeveral({ library }: Services): Promise<readonly string[]> {
  const all = library.runs().flatMap(({ run }) => library.trajectories(run));
  if (all.length < 2) throw new Refusal('There are not two trajectories to compare.', 'Open a folder with rollouts.');
  const items = section('', all.slice(0, 4 * MOST), (t) => `${taskTitle(t)} · sample ${t.sample + 1}`, 4 * MOST).slice(1);
  const options = {
    title: 'Diff Trajectories: Tick Two to Eight',
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  } as const;
  const picked = await vscode.window.showQuickPick(items, options);
  if (!picked) throw new vscode.CancellationError();
  return picked.flatMap(({ summary }) => summary?.id ?? []);
}

function section(label: string, of: readonly TrajectorySummary[], name: (t: TrajectorySummary) => string, most = MOST): readonly Item[] {
  if (of.length === 0) return [];
  const rows = of.slice(0, most).map((summary): Item => {
    const { outcome, policy, steps } = summary;
    const reward = outcome.reward === undefined ? [] : [`reward ${number(outcome.reward)}`];
    const update = policy.update === undefined ? [] : [`update ${policy.update}`];
    return {
      label: oneLine(name(summary), 120),
      description: [outcomeWord(summary), ...reward, `${steps} steps`, ...update].join(' · '),
      detail: oneLine(policy.model ?? '', 80) || undefined,
      summary,
    };
  });
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...rows];
}

const runName = ({ run }: TrajectorySummary): string => run.split(/[/\\]/).slice(-2).join('/');
