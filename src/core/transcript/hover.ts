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
  readonly palette: CurvePalette;
  /** Our own commands; nothing in them comes from a log. */
  readonly links: readonly { readonly label: string; readonly uri: string }[];
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
  return [headline(facts), curve(facts), about(facts), trustLine(facts), links].filter((part) => part !== '').join('\n\n');
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

/** Text that Markdown shows as it stands: no link, image, HTML, command, emphasis, icon or line break can come of it. */
export function escapeMarkdown(text: string): string {
  return oneLine(text, 400)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$:/@^="']/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/\\</g, '&lt;')
    .replace(/\\>/g, '&gt;');
}
