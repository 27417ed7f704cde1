import { scoreText } from '../../core/transcript/reading.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { oneLine, visible } from '../../core/transcript/visible.ts';
import { count, number, type OutcomeKind, outcomeKind, outcomeWord } from '../../host/words.ts';
import type { Row } from './rows.ts';

export function label(row: Row): string {
  if (row.kind === 'run') return oneLine(row.summary.name, 120);
  if (row.kind !== 'more' && row.short) return oneLine(row.short, 80);
  if (row.kind === 'group') return taskTitle({ task: row.summary.task, group: row.group });
  if (row.kind === 'more') return `Show ${count(row.hidden, 'more', 'more')}…`;
  return row.alone ? taskTitle(row.summary) : `sample ${row.summary.sample + 1}`;
}

/** What stands in grey after the label. Unknown facts are left out, never written as 0. */
export function description(row: Row): string {
  if (row.kind === 'more') return '';
  if (row.kind === 'trajectory') {
    const { steps, outcome } = row.summary;
    return join([count(steps, 'step'), scored(row.score), outcome.reward === undefined ? undefined : `reward ${number(outcome.reward)}`]);
  }
  const { judged, solved, trajectories, meanReward } = row.summary;
  const outcome = judged > 0 ? `${solved}/${judged} solved` : meanReward === undefined ? undefined : `mean reward ${number(meanReward)}`;
  const unjudged = judged > 0 && judged < trajectories ? `${trajectories - judged} unknown` : undefined;
  if (row.kind === 'group') return join([outcome ?? count(trajectories, 'sample'), unjudged, scored(row.score)]);
  return join([outcome ?? count(trajectories, 'trajectory', 'trajectories'), unjudged]);
}

const scored = (score: number | undefined): string | undefined => (score === undefined ? undefined : `score ${scoreText(score)}`);

/** Shown as plain text. */
export function tooltip(row: Row): string {
  if (row.kind === 'more') return '';
  if (row.kind === 'run') {
    const { name, path, format, groups, trajectories } = row.summary;
    const size = `${count(trajectories, 'trajectory', 'trajectories')} of ${count(groups, 'task')}`;
    return [name, join([size, description(row)]), join([format, path])].map((line) => oneLine(line, 400)).join('\n');
  }
  const task = visible((row.summary.task.text ?? '').slice(0, 600));
  if (row.kind === 'group')
    return [taskTitle({ task: row.summary.task, group: row.group }), description(row), task && `\n${task}`].filter(Boolean).join('\n');
  const { policy, outcome, file, format, place } = row.summary;
  const who = join([policy.model, policy.agent, policy.update === undefined ? undefined : `update ${policy.update}`]);
  const end = join([outcomeWord(row.summary), outcome.label, outcome.stop && `stopped: ${outcome.stop}`, outcome.error]);
  const spot = place.kind === 'bytes' ? `:${place.line}` : '';
  const lines = [`${taskTitle(row.summary)} · sample ${row.summary.sample + 1}`, end, description(row), who, `${format} · ${file}${spot}`];
  return [...lines.filter(Boolean).map((line) => oneLine(line, 400)), task && `\n${task}`].filter(Boolean).join('\n');
}

/** Spoken by screen readers in place of icon and description. */
export function spoken(row: Row): string {
  if (row.kind !== 'trajectory') return join([label(row), description(row)]);
  return join([label(row), outcomeWord(row.summary), description(row)]);
}

/** Icon and colour of an outcome: the shapes differ too. */
export const OUTCOME_ICONS: Readonly<Record<OutcomeKind, readonly [icon: string, color?: string]>> = {
  solved: ['pass-filled', 'rolloutLens.up'],
  failed: ['error', 'rolloutLens.down'],
  error: ['warning', 'list.warningForeground'],
  truncated: ['circle-slash', 'descriptionForeground'],
  running: ['sync', 'descriptionForeground'],
  unknown: ['question', 'descriptionForeground'],
};

export function icon(row: Row): readonly [icon: string, color?: string] {
  if (row.kind === 'run') return ['beaker'];
  if (row.kind === 'group') return ['layers'];
  return row.kind === 'more' ? ['ellipsis'] : OUTCOME_ICONS[outcomeKind(row.summary)];
}

const join = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join(' · ');
