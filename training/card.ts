/** `node training/card.ts RESULTS.json LEAVE_OUT.json CARD.md`: writes the measured tables between the card's markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Evaluation } from './evaluate.ts';
import type { Ranking } from './ranking.ts';

const [results, leftOut, card] = process.argv.slice(2);
if (results === undefined || leftOut === undefined || card === undefined) {
  console.error('usage: node training/card.ts RESULTS.json LEAVE_OUT.json CARD.md');
  process.exit(2);
}
const measured = JSON.parse(readFileSync(results, 'utf8')) as Evaluation;
/** Source -> step -> [AUROC, trajectories], as leave_out.py prints it. */
const unseen = JSON.parse(readFileSync(leftOut, 'utf8')) as Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;

/** Fewer solved or failed trajectories than this say nothing; fewer pairs neither. */
const FEWEST = 5;
const FEWEST_PAIRS = 20;
const PLACES = ['2', '4', '8', 'half'];

const judged = measured.sources.filter((source) => source.solved > 0);
const tables = {
  overview: overview(),
  ranking: PLACES.map(
    (place) => `#### ${place === 'half' ? 'At 50 % of the trajectory' : `After step ${place}`}\n\n${ranking(place)}`,
  ).join('\n\n'),
  unseen: table(
    ['benchmark', 'after 2', 'after 4', 'after 8'],
    Object.entries(unseen).map(([source, at]) => [
      source,
      ...['2', '4', '8'].map((step) => (at[step] === undefined ? '' : `${two(at[step][0])} (n ${at[step][1]})`)),
    ]),
  ),
  errors: table(
    ['labelled set', 'n', 'falls more than elsewhere (chance 0.50)', 'by position alone', 'largest fall is the bad step', 'blind guess'],
    measured.firstErrors.map((one) => [
      one.source,
      one.n,
      `${two(one.fallsMore)} [${two(one.interval[0])}, ${two(one.interval[1])}]`,
      two(one.positionOnly),
      two(one.exact),
      two(one.chance),
    ]),
  ),
  calibration: table(
    [
      'scores from',
      'known benchmarks: trajectories',
      'mean score',
      'share solved',
      'other benchmarks: trajectories',
      'mean score',
      'share solved',
    ],
    measured.calibration.known.map((bin, i) => [
      `${i / 10} to ${(i + 1) / 10}`,
      ...reliability(bin),
      ...reliability(measured.calibration.unseen[i] ?? null),
    ]),
  ),
};

let text = readFileSync(card, 'utf8');
for (const [name, body] of Object.entries(tables)) {
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!marked.test(text)) throw new Error(`${card} has no place for "${name}"`);
  text = text.replace(marked, (_, open: string, close: string) => `${open}\n${body}\n\n${close}`);
}
writeFileSync(card, text);

/** Means over benchmarks, each weighing as the square root of its trajectories. */
function overview(): string {
  const body = [true, false].flatMap((known) =>
    PLACES.map((place) => {
      const rows = judged.flatMap((source) => {
        const at = source.places[place];
        return source.known === known && at?.prm !== undefined && fewest(at) >= FEWEST
          ? [{ ...at, auroc: at.prm.auroc, low: at.prm.interval[0] }]
          : [];
      });
      const mean = (pick: (row: (typeof rows)[number]) => number) =>
        two(rows.reduce((sum, row) => sum + pick(row) * Math.sqrt(row.n), 0) / rows.reduce((sum, row) => sum + Math.sqrt(row.n), 0));
      return [
        known ? 'known' : 'not seen',
        place === 'half' ? 'at 50 %' : `after ${place}`,
        rows.length,
        mean((row) => row.auroc),
        mean((row) => row.stepIndex ?? 0.5),
        mean((row) => row.policyName ?? 0.5),
        rows.filter((row) => row.low > 0.5).length,
      ];
    }),
  );
  return table(['benchmarks', 'place', 'how many', 'embedded PRM', 'step index', 'policy name', 'of them surely above chance'], body);
}

function fewest({ n, solved }: { readonly n: number; readonly solved: number }): number {
  return Math.min(solved, n - solved);
}

function ranking(place: string): string {
  const head = ['source', 'n', 'solved', 'embedded PRM [95 %]', 'within task', 'within policy', 'step index', 'policy name'];
  const body = judged.flatMap(({ source, places }) => {
    const at = places[place];
    if (at?.prm === undefined || fewest(at) < FEWEST) return [];
    return [
      [
        source,
        at.n,
        at.solved,
        interval(at.prm),
        within(at.prmWithinTask),
        within(at.prmWithinPolicy),
        two(at.stepIndex),
        two(at.policyName),
      ],
    ];
  });
  return table(head, body);
}

function reliability(bin: Evaluation['calibration']['known'][number]): readonly string[] {
  return bin === null ? ['', '', ''] : [bin.trajectories.toFixed(0), two(bin.score), two(bin.solved)];
}

function interval({ auroc, interval: [low, high] }: Pick<Ranking, 'auroc' | 'interval'>): string {
  return `${two(auroc)} [${two(low)}, ${two(high)}]`;
}

function within(one: { readonly auroc: number; readonly pairs: number } | undefined): string {
  return one === undefined || one.pairs < FEWEST_PAIRS ? '' : `${two(one.auroc)} (${one.pairs} pairs)`;
}

function two(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}

function table(head: readonly string[], body: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
