import { oneLine } from '../transcript/visible.ts';
import { htmlPage, htmlText as t } from './html-page.ts';
import { difference, figure, metricName, pText, verdictText } from './run-words.ts';
import type { MetricDiff, RunDiff, SideOfTask, TaskDiff } from './runs.ts';

/** A comparison of runs with the names of its sides. */
export interface RunReport {
  readonly a: string;
  readonly b: string;
  readonly diff: RunDiff;
}

const HEADS = ['metric', 'A', 'B', 'B − A', '95 % interval', 'p', 'after Holm', 'could show', 'tasks', 'verdict'] as const;

function cells(m: MetricDiff): readonly string[] {
  const { low, high, estimate } = m.difference;
  const left = m.leftOut > 0 ? ` (${m.leftOut} left out)` : '';
  return [
    metricName(m.metric),
    figure(m.meanA),
    figure(m.meanB),
    difference(estimate),
    `${difference(low)} to ${difference(high)}`,
    pText(m.p),
    pText(m.pAdjusted),
    figure(m.detectable),
    `${m.tasks}${left}`,
    verdictText(m),
  ];
}

/** The reward is left out where it says no more than the share that is solved. */
function sideText({ solved, judged, meanReward, ids }: SideOfTask): string {
  const told = judged > 0 && meanReward === solved / judged;
  const reward = meanReward === undefined || told ? [] : [`reward ${figure(meanReward)}`];
  return [judged > 0 ? `${solved}/${judged} solved` : `${ids.length} rollouts`, ...reward].join(' · ');
}

const verdictOf = ({ verdict, flip }: TaskDiff): string => (flip ? `${verdict} (${flip})` : verdict);

const method = ({ seed, resamples }: RunDiff): string =>
  `Differences are B − A, each matched task counts once. Intervals: bootstrap over tasks (BCa), ${resamples} resamples, seed ${seed}. p: sign flips over tasks; Holm's correction over all metrics of a table. “Could show”: the smallest difference this many tasks would show with 80 % power.`;

function headline({ diff }: RunReport): string {
  const { tasks, onlyA, onlyB, wins, losses, ties, gained, lost } = diff;
  if (tasks.length === 0) return 'No task in common: nothing can be compared. Tasks are matched by their id, else by their text.';
  return `${tasks.length} tasks in both, ${onlyA.length} only in A, ${onlyB.length} only in B. B against A: ${wins} wins, ${losses} losses, ${ties} ties; ${gained} gained, ${lost} lost altogether.`;
}

/** To paste; the tasks are those that flip. */
export function runsMarkdown(report: RunReport, all = false): string {
  const { diff } = report;
  const table = (metrics: readonly MetricDiff[]): string[] =>
    metrics.length === 0
      ? []
      : [
          '',
          `| ${HEADS.join(' | ')} |`,
          `|${HEADS.map(() => '---').join('|')}|`,
          ...metrics.map((m) => `| ${cells(m).map(md).join(' | ')} |`),
        ];
  const tasks = all ? diff.tasks : diff.tasks.filter(({ flip }) => flip);
  return [
    `### ${md(report.a)} ⇄ ${md(report.b)}`,
    '',
    `- **A** ${md(report.a)}`,
    `- **B** ${md(report.b)}`,
    '',
    headline(report),
    ...table(diff.metrics),
    ...table(diff.tools),
    '',
    ...(tasks.length === 0 ? [] : ['| task | A | B | verdict |', '|---|---|---|---|']),
    ...tasks.map((task) => `| ${md(task.title)} | ${sideText(task.a)} | ${sideText(task.b)} | ${verdictOf(task)} |`),
    '',
    method(diff),
    '',
  ].join('\n');
}

const md = (text: string): string => oneLine(text, 200).replace(/[\\`*[\]<>|~]/g, '\\$&');

/** One page with everything; nothing loaded, nothing run. */
export function runsHtml(report: RunReport): string {
  const { diff } = report;
  const row = (list: readonly string[], tag: 'td' | 'th' = 'td'): string =>
    `<tr>${list.map((c) => `<${tag}>${t(c)}</${tag}>`).join('')}</tr>`;
  const table = (title: string, metrics: readonly MetricDiff[]): string =>
    metrics.length === 0 ? '' : `<h2>${title}</h2><table>${row(HEADS, 'th')}${metrics.map((m) => row(cells(m))).join('')}</table>`;
  const unmatched = (letter: string, list: readonly string[]): string =>
    list.length === 0 ? '' : `<h2>Only in ${letter}</h2><ul>${list.map((task) => `<li>${t(oneLine(task, 200))}</li>`).join('')}</ul>`;
  return htmlPage(
    `${oneLine(report.a, 120)} ⇄ ${oneLine(report.b, 120)}`,
    `<ul><li><b>A</b> ${t(report.a)}</li><li><b>B</b> ${t(report.b)}</li></ul><p>${t(headline(report))}</p>
${table('Metrics', diff.metrics)}${table('Calls of single tools, a rollout', diff.tools)}
<h2>Tasks</h2><table>${row(['task', 'A', 'B', 'verdict'], 'th')}${diff.tasks.map((task) => row([oneLine(task.title, 200), sideText(task.a), sideText(task.b), verdictOf(task)])).join('')}</table>
${unmatched('A', diff.onlyA)}${unmatched('B', diff.onlyB)}<p>${t(method(diff))}</p>`,
  );
}

/** Everything as one JSON object; what is unknown is null. */
export const runsJson = ({ a, b, diff }: RunReport): string => JSON.stringify({ a, b, ...diff });
