import { describe, expect, test } from 'vitest';
import type { StepSpan } from '../../../src/core/transcript/map.ts';
import { stepMarks } from '../../../src/features/transcript/marks.ts';
import { gaugeSvg, palette } from '../../../src/features/transcript/palette.ts';

const span = (index: number): StepSpan => ({ index, start: index * 10, end: index * 10 + 8, title: '', isError: false, sections: [] });

describe('stepMarks', () => {
  test('level, turn and text; steps without a score have no mark', () => {
    const marks = stepMarks([span(0), span(1), span(2), span(3)], [0.5, 0.2, undefined, 0.95], [0, 1]);
    expect(marks.map(({ span: { index }, level, turn, text }) => [index, level, turn, text])).toEqual([
      [0, 2, undefined, '0.50'],
      [1, 1, 'down', '0.20  ▼ −0.30'],
      [3, 4, undefined, '0.95'],
    ]);
  });
});

describe('gaugeSvg', () => {
  test('a higher score is a fuller gauge in another colour', () => {
    const heights = [0, 1, 2, 3, 4].map((level) =>
      Number([...gaugeSvg(level, undefined, true).matchAll(/height="([\d.]+)" rx=/g)].at(-1)?.[1]),
    );
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(new Set(heights).size).toBe(5);
  });
  test('a turn has a shape of its own, up and down differ without colour', () => {
    const shape = (turn: 'up' | 'down' | undefined) => gaugeSvg(2, turn, false).replace(/#[0-9a-f]+/g, '');
    expect(new Set([shape('up'), shape('down'), shape(undefined)]).size).toBe(3);
  });
  test('light and dark themes have colours of their own', () => {
    expect(palette(true).levels).not.toEqual(palette(false).levels);
  });
});
