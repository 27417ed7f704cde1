import type { StepScores } from '../model/score.ts';
import type { Range } from './reading.ts';

/** Colours as CSS; ours alone, never from a log. */
export interface CurvePalette {
  readonly line: string;
  readonly mark: string;
  readonly grid: string;
  readonly text: string;
}

const WIDTH = 340;
/** Room for the numbers of the scale. */
const SCALE = 22;
const HEIGHT = 64;
const PAD = 6;

/**
 * A small drawing of a trajectory's scores with one step marked, as an SVG document. The vertical scale is the scorer's
 * whole range, so two drawings compare. Unknown scores are gaps; a long trajectory keeps each pixel's lowest and highest.
 */
export function curveSvg(values: StepScores['values'], marked: number, range: Range, palette: CurvePalette): string {
  const last = Math.max(values.length - 1, 1);
  const x = (index: number) => PAD + ((WIDTH - SCALE - 2 * PAD) * index) / last;
  const y = (value: number) =>
    HEIGHT - PAD - ((HEIGHT - 2 * PAD) * (Math.min(range[1], Math.max(range[0], value)) - range[0])) / (range[1] - range[0]);
  const grid = [range[0], (range[0] + range[1]) / 2, range[1]]
    .map((value) => `<path d="M${PAD} ${px(y(value))}H${WIDTH - SCALE - PAD}" stroke="${palette.grid}" stroke-width="1"/>`)
    .join('');
  const scale = [range[0], range[1]]
    .map(
      (value) =>
        `<text x="${WIDTH - SCALE}" y="${px(y(value) + 3)}" font-family="sans-serif" font-size="9" fill="${palette.text}">${px(value)}</text>`,
    )
    .join('');
  const lines = stretches(values)
    .map((points) => thin(points, x))
    .map((points) =>
      points.length === 1
        ? points.map(([i, v]) => `<circle cx="${px(x(i))}" cy="${px(y(v))}" r="1.5" fill="${palette.line}"/>`).join('')
        : `<path d="M${points.map(([i, v]) => `${px(x(i))} ${px(y(v))}`).join('L')}" fill="none" stroke="${palette.line}" stroke-width="2" stroke-linejoin="round"/>`,
    )
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${grid}${scale}${lines}${mark(values[marked], x(marked), y, palette)}</svg>`;
}

type Point = readonly [index: number, value: number];

function mark(value: number | undefined, x: number, y: (value: number) => number, palette: CurvePalette): string {
  const rule = `<path d="M${px(x)} ${PAD}V${HEIGHT - PAD}" stroke="${palette.mark}" stroke-width="1" stroke-dasharray="2 3"/>`;
  return value === undefined ? rule : `${rule}<circle cx="${px(x)}" cy="${px(y(value))}" r="4.5" fill="${palette.mark}"/>`;
}

function stretches(values: StepScores['values']): readonly (readonly Point[])[] {
  const out: Point[][] = [];
  values.forEach((value, index) => {
    if (value === undefined) return;
    if (index === 0 || values[index - 1] === undefined) out.push([]);
    out.at(-1)?.push([index, value]);
  });
  return out;
}

/** At most two points a pixel column: its lowest and highest, in order. */
function thin(points: readonly Point[], x: (index: number) => number): readonly Point[] {
  if (points.length <= 2 * WIDTH) return points;
  const columns = new Map<number, { low: Point; high: Point }>();
  for (const point of points) {
    const column = Math.round(x(point[0]));
    const seen = columns.get(column);
    if (!seen) columns.set(column, { low: point, high: point });
    else if (point[1] < seen.low[1]) seen.low = point;
    else if (point[1] > seen.high[1]) seen.high = point;
  }
  return [...columns.values()].flatMap(({ low, high }) => (low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]));
}

const px = (n: number): string => String(Math.round(n * 10) / 10);

export const svgUri = (svg: string): string =>
  `data:image/svg+xml,${encodeURIComponent(svg).replace(/[()']/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
