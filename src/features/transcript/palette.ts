/** Blue is up, orange is down; lightness carries the order as well, so it holds without colour vision. */
export interface Palette {
  /** From the lowest fifth of a scorer's range to the highest. */
  readonly levels: readonly [string, string, string, string, string];
  readonly grid: string;
  readonly text: string;
}

const DARK: Palette = { levels: ['#f0883e', '#b9774a', '#7d8590', '#4f8fcf', '#58a6ff'], grid: '#80808055', text: '#9da5b0' };
const LIGHT: Palette = { levels: ['#bc4c00', '#c98a5a', '#8c959f', '#5a94cf', '#0969da'], grid: '#80808055', text: '#57606a' };

export const palette = (dark: boolean): Palette => (dark ? DARK : LIGHT);

/**
 * The mark of a step in the gutter, an SVG document: a gauge that is as full as the score is high, and a triangle in
 * its place where the score rose or fell notably.
 */
export function gaugeSvg(level: number, turn: 'up' | 'down' | undefined, dark: boolean): string {
  const { levels, grid } = palette(dark);
  const height = 2 + level * 3;
  const gauge = `<rect x="5" y="1" width="6" height="14" rx="1" fill="${grid}"/><rect x="5" y="${15 - height}" width="6" height="${height}" rx="1" fill="${levels[level] ?? levels[2]}"/>`;
  const shape = turn === 'up' ? `<path d="M8 2l6.5 11h-13z" fill="${levels[4]}"/>` : `<path d="M8 14l6.5-11h-13z" fill="${levels[0]}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${turn ? shape : gauge}</svg>`;
}
