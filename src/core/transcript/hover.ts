import { isFlat, ranksBySize } from '../credit/agreement.ts';
import { shown } from '../credit/explain/line.ts';
import type { ScoreMeaning, ScorerInfo, StepScores, Trust } from '../model/score.ts';
import { type CurvePalette, curveSvg, svgUri } from './curve.ts';
import { changeText, reading, scoreText } from './reading.ts';
import { oneLine } from './visible.ts';

/** Everything the hover on a step says. */
export interface HoverFacts {
  /** Position of the step, from 0, and how many there are. */
  readonly index: number;
  readonly steps: number;
  readonly scores?: StepScores;
  readonly scorer?: ScorerInfo;
  /** Why there is no score, when there is none. */
  readonly why?: string;
  readonly reward?: number;
  readonly trust?: Trust;
  /** Under the pinned methods, in their order. */
  readonly credit?: readonly HoverCredit[];
  readonly palette: CurvePalette;
  /** Our own commands; nothing in them comes from a log. */
  readonly links: readonly { readonly label: string; readonly uri: string }[];
}

/** What one method gives this step. */
export interface HoverCredit {
  /** The method, with what differs from its defaults. */
  readonly name: string;
  readonly unit: string;
  /** Of all steps of the trajectory; the hover shows this step's and its rank. */
  readonly values: readonly (number | null | undefined)[];
  /** Why values are missing. */
  readonly reason?: string;
}

const MEANING: Readonly<Record<ScoreMeaning, string>> = {
  'success-probability': 'probability that the trajectory still succeeds',
  'step-correctness': 'probability that this step is right',
  progress: 'progress',
  verdict: 'verdict',
  reward: 'reward of this step, as logged',
};

/** The hover as Markdown. Every word that is not ours goes through `escapeMarkdown`. */
export function hoverMarkdown(facts: HoverFacts): string {
  const links = facts.links.map(({ label, uri }) => `[${escapeMarkdown(label)}](${uri})`).join(' · ');
  return [headline(facts), curve(facts), creditTable(facts), about(facts), trustLine(facts), links]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline({ index, steps, scores, scorer, why, reward }: HoverFacts): string {
  const logged = reward === undefined ? [] : [`logged reward **${escapeMarkdown(String(reward))}**`];
  const step = `**Step ${index + 1}** of ${steps}`;
  const read = scores && scorer ? reading(scores.values, index, scorer.range) : undefined;
  if (read?.value === undefined) return [step, `score unknown${why ? `: ${escapeMarkdown(why)}` : ''}`, ...logged].join(' · ');
  const change = changeText(read.change);
  const score = `score **${scoreText(read.value)}**${change ? ` ${read.notable ? `**${change}**` : change}` : ''}`;
  return [step, score, ...logged].join(' · ');
}

function curve({ scores, scorer, index, palette }: HoverFacts): string {
  if (!scores || !scorer || scores.values.every((value) => value === undefined)) return '';
  return `![scores of all steps, this one marked](${svgUri(curveSvg(scores.values, index, scorer.range, palette))})`;
}

function about({ scores, scorer }: HoverFacts): string {
  if (!scores || !scorer) return '';
  const range = `${scorer.range[0]} to ${scorer.range[1]}`;
  return `${escapeMarkdown(scorer.name)} · ${MEANING[scorer.meaning]}, ${range} · ${escapeMarkdown(scores.device)}`;
}

function trustLine({ scores, trust }: HoverFacts): string {
  if (!scores || !trust) return '';
  const out = trust.leftOut > 0 ? ` ${trust.leftOut.toLocaleString('en-US')} more left out: outcome or score unknown\\.` : '';
  return `Trust: **${trust.level}** · ${escapeMarkdown(trust.note)}${out}`;
}

/**
 * A column a method: its credit for this step, and the step's rank by size among all. Hovers are low, so it takes two
 * lines. Methods that say nothing come after it, in words.
 */
function creditTable({ credit = [], index, steps }: HoverFacts): string {
  const shownRows = credit.flatMap((row) => {
    const values = row.values.map((v) => v ?? undefined);
    const value = values[index];
    return value === undefined
      ? []
      : [{ ...row, value, place: isFlat(values) ? 'flat' : `#${Math.round(ranksBySize(values)[index] ?? 0)}` }];
  });
  const without = credit.filter(({ values }) => (values[index] ?? undefined) === undefined);
  const byReason = Map.groupBy(without, ({ reason }) => reason ?? 'no credit for this step');
  const silent = [...byReason].map(
    ([reason, rows]) => `${escapeMarkdown(rows.map(({ name }) => name).join(', '))}: ${escapeMarkdown(reason)}`,
  );
  const names = shownRows.map(({ name }) => escapeMarkdown(name));
  const cells = shownRows.map(({ value, unit, place }) => `${creditText(value, unit)} ${escapeMarkdown(place)}`);
  const table = [`| credit | ${names.join(' | ')} |`, `|:--|${':--|'.repeat(names.length)}`, `| \\# of ${steps} | ${cells.join(' | ')} |`];
  return [...(names.length > 0 ? [table.join('\n')] : []), ...silent].join('\n\n');
}

const creditText = (value: number, unit: string): string =>
  `${direction(value)} **${escapeMarkdown(shown(Number(value.toPrecision(3))))}** ${UNITS[unit] ?? escapeMarkdown(unit)}`;

const direction = (value: number): string => (value > 0 ? '▲' : value < 0 ? '▼' : '·');
const UNITS: Readonly<Record<string, string>> = { sd: 'σ', reward: 'reward', probability: 'p' };

/** Text that Markdown shows as it stands: no link, image, HTML, command, emphasis, icon or line break can come of it. */
export function escapeMarkdown(text: string): string {
  return oneLine(text, 400)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$:/@^="']/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/\\</g, '&lt;')
    .replace(/\\>/g, '&gt;');
}
