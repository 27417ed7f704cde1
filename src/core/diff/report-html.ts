import type { Trajectory } from '../model/trajectory.ts';
import { scoreText } from '../transcript/reading.ts';
import { visible } from '../transcript/visible.ts';
import { rowFields } from './fields.ts';
import { htmlPage, htmlText as t } from './html-page.ts';
import type { DiffReport, DiffSide } from './report.ts';
import { countsText, decisiveText, firstText, likenessText, outcomeText, rowText, stepsText } from './report-words.ts';
import { type Piece, wordDiff } from './words.ts';

/** Characters of a text kept in the page. */
const MOST = 20_000;

/** The diff as one HTML page that loads nothing, runs nothing and shows log text as text; rows open with `<details>`. */
export function reportHtml(report: DiffReport, trajectories: readonly Trajectory[]): string {
  const { sides, comparison } = report;
  const [first, decisive] = [firstText(report), decisiveText(report)];
  const rows = comparison.rows.map((row, k) => {
    const marks = [k === comparison.first ? 'first divergence' : '', k === comparison.decisive?.row ? 'decisive' : ''].filter(Boolean);
    const heads = sides.map((side, s) => `<span class="cell">${head(side, row.steps[s])}</span>`).join('');
    const said = [rowText(row, sides), ...marks].join(' · ');
    const summary = `<span class="kind">${t(said)}</span>${heads}`;
    if (row.kind === 'same') return `<div class="row same">${summary}</div>`;
    const steps = row.steps.map((at, s) => (at === undefined ? undefined : trajectories[s]?.steps[at]));
    const fields = rowFields(steps, MOST).map(
      ({ label, texts, cut }) =>
        `<h3>${t(label)}${cut === undefined ? '' : t(` (first ${MOST} of ${cut} characters)`)}</h3><div class="cells">${compared(texts)}</div>`,
    );
    const likeness = row.likeness ? `<p>${t(likenessText(row.likeness))}</p>` : '';
    return `<details class="row ${row.kind}${marks.length > 0 ? ' marked' : ''}"><summary>${summary}</summary><div class="body">${likeness}${fields.join('')}</div></details>`;
  });
  return htmlPage(
    report.title,
    `<ul>${sides.map((side) => `<li><b>${side.letter}</b> ${t(`${side.name}: ${outcomeText(side)} · ${stepsText(side)} · ${side.file}`)}</li>`).join('')}</ul>
<p>${t(`${comparison.rows.length} aligned steps: ${countsText(report)}.`)}</p>
<p><b>First divergence</b> ${t(first ?? 'none: no step differs')}</p>
<p><b>Decisive divergence</b> ${t(decisive ?? 'unknown: no values, or both sides end alike')}</p>
<section class="sides${sides.length}">
<div class="row top"><span class="kind"></span>${sides.map(({ letter, name }) => `<span class="cell"><b>${letter}</b> ${t(name)}</span>`).join('')}</div>
${rows.join('\n')}
</section>`,
  );
}

function head(side: DiffSide, at: number | undefined): string {
  const step = at === undefined ? undefined : side.steps[at];
  if (!step || at === undefined) return '';
  const value = side.values?.[at];
  return `<i>${at + 1}${value === undefined ? '' : ` · ${scoreText(value)}`}</i> <b>${t(step.tool)}</b> ${t(step.title)}`;
}

/** Every text against the first there is. */
function compared(texts: readonly (string | undefined)[]): string {
  const base = texts.findIndex((text) => text !== undefined);
  const first = texts[base] ?? '';
  const second = texts.find((text, k) => k !== base && text !== undefined);
  return texts
    .map((text, k) => {
      if (text === undefined) return '<pre class="none">—</pre>';
      if (second === undefined) return `<pre>${t(text)}</pre>`;
      const { a, b } = k === base ? wordDiff(first, second) : wordDiff(first, text);
      return `<pre>${pieces(k === base ? a : b, k === base ? 'del' : 'ins')}</pre>`;
    })
    .join('');
}

const pieces = (all: readonly Piece[], tag: 'del' | 'ins'): string =>
  all.map(({ text, changed }) => (changed ? `<${tag}>${t(visible(text))}</${tag}>` : t(visible(text)))).join('');
