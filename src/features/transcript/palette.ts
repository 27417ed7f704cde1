/** Blue is up, orange is down; lightness carries the order as well, so it holds without colour vision. */
export interface Palette {
  /** From the lowest fifth of a scorer's range to the highest. */
  readonly levels: readonly [string, string, string, string, string];
  readonly grid: string;
}

const DARK: Palette = { levels: ['#f0883e', '#b9774a', '#7d8590', '#4f8fcf', '#58a6ff'], grid: '#80808055' };
const LIGHT: Palette = { levels: ['#bc4c00', '#c98a5a', '#8c959f', '#5a94cf', '#0969da'], grid: '#80808055' };

export const palette = (dark: boolean): Palette => (dark ? DARK : LIGHT);

/**
 * The mark of a step in the gutter, an SVG document: a gauge that is as full as the score is high, and a triangle in
 * its place where the score rose or fell notably.
 */
export function gaugeSvg(level: number, turn: 'up' | 'down' | undefined, dark: boolean): string {
  const { levels, grid } = palette(dark);
  const colour = levels[level] ?? levels[2];
  const height = 2 + level * 2.5;
  const gauge = `<rect x="6" y="2" width="4" height="12" rx="1" fill="${grid}"/><rect x="6" y="${14 - height}" width="4" height="${height}" rx="1" fill="${colour}"/>`;
  const shape = turn === 'up' ? `<path d="M8 3l5.5 9h-11z" fill="${levels[4]}"/>` : `<path d="M8 13l5.5-9h-11z" fill="${levels[0]}"/>`;
  return svg(turn ? shape : gauge);
}

/** The quiet line beside the rest of a step. */
export function railSvg(level: number, dark: boolean): string {
  const { levels } = palette(dark);
  return svg(`<rect x="7" y="0" width="2" height="16" fill="${levels[level] ?? levels[2]}" opacity="0.55"/>`);
}

const svg = (body: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${body}</svg>`;
