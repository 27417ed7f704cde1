import type { Evaluation, Overall, Placed, SourceEvaluation } from '../core/scoring/evaluation/evaluate.ts';
import type { FirstErrors, Hits } from '../core/scoring/evaluation/first-error.ts';
import type { Shares } from '../core/scoring/evaluation/places.ts';
import type { Ranking } from '../core/stats/ranking.ts';
import { oneLine } from '../core/transcript/visible.ts';

/** AUROC with interval and n, and within task and policy where there are enough pairs. */
export function shareText({ n, solved, all, withinTask, withinPolicy }: Shares): string {
  const counts = `n ${n}, ${solved} solved`;
  if (!all) return `too few of either outcome (${counts})`;
  return [
    `${rankingText(all)} (${counts})`,
    withinTask && `within task ${rankingText(withinTask)}`,
    withinPolicy && `within policy ${rankingText(withinPolicy)}`,
  ]
    .filter(Boolean)
    .join('  ');
}

export function evaluationText({ sources, overall }: Evaluation): string {
  const parts = sources.map((source) => [oneLine(source.source, 100), ...sourceLines(source)].join('\n'));
  if (sources.length > 1) parts.push(['All sources: means over sources', ...overallLines(overall)].join('\n'));
  return parts.join('\n\n');
}

function sourceLines(source: SourceEvaluation): readonly string[] {
  return [
    `  ${countText(source)}`,
    ...source.places.map((place) => `  ${place.place.padEnd(8)} ${shareText(place)}${baselineText(place)}`),
    ...restLines(source),
  ];
}

function overallLines(overall: Overall): readonly string[] {
  const places = overall.places.map(({ place, sources, n, mean, baselines }) =>
    mean === undefined
      ? `  ${place.padEnd(8)} too few of either outcome`
      : `  ${place.padEnd(8)} ${two(mean)} (${sources} sources, n ${n})${baselineText({ baselines })}`,
  );
  return [`  ${countText(overall)}`, ...places, ...restLines(overall)];
}

const countText = ({ trajectories, judged, solved }: Pick<Overall, 'trajectories' | 'judged' | 'solved'>): string =>
  `${trajectories} trajectories, outcome of ${judged} known, ${solved} solved`;

function baselineText({ baselines }: Pick<Placed, 'baselines'>): string {
  if (!baselines) return '';
  const policy = baselines.policyName === undefined ? '' : `, policy name ${two(baselines.policyName)}`;
  return `  | constant ${two(baselines.constant)}, step index ${two(baselines.stepIndex)}${policy}`;
}

function restLines({ calibration, firstErrors }: Pick<Overall, 'calibration' | 'firstErrors'>): readonly string[] {
  return [
    ...(calibration ? [`  calibration error ${calibration.error.toFixed(3)} (${calibration.n} steps)`] : []),
    ...(firstErrors ? firstErrorLines(firstErrors) : []),
  ];
}

function firstErrorLines({ n, scorer, baselines }: FirstErrors): readonly string[] {
  const row = (name: string, { exact, within1, within3 }: Hits): string =>
    `    ${name.padEnd(14)} exact ${two(exact)}  within 1 ${two(within1)}  within 3 ${two(within3)}`;
  return [
    `  first error (${n} labelled):`,
    row('scorer', scorer),
    row('random', baselines.random),
    row('longest step', baselines.longest),
    row('last step', baselines.last),
    row('fixed position', baselines.fixed),
  ];
}

const rankingText = ({ value, interval: [low, high] }: Ranking): string =>
  Number.isFinite(low) ? `${two(value)} [${two(low)}, ${two(high)}]` : two(value);
const two = (value: number): string => value.toFixed(2);
