import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curveSvg, svgUri } from '../../../src/core/transcript/curve.ts';
import { escapeMarkdown, type HoverFacts, hoverMarkdown } from '../../../src/core/transcript/hover.ts';
import { changeText, reading } from '../../../src/core/transcript/reading.ts';

const palette = { line: '#00f', mark: '#f80', grid: '#ccc', text: '#666' };
const facts: HoverFacts = {
  index: 1,
  steps: 3,
  scores: { scorer: 'embedded', identity: 'h', device: 'cpu', values: [0.63, 0.41, undefined] },
  scorer: {
    id: 'embedded',
    name: 'Embedded PRM',
    meaning: 'success-probability',
    range: [0, 1],
    causal: true,
    appendOnly: true,
    licence: 'MIT',
    identity: 'h',
  },
  trust: {
    level: 'weak',
    auroc: 0.6,
    interval: [0.52, 0.67],
    atStep: 4,
    n: 40,
    successes: 20,
    leftOut: 0,
    note: 'AUROC 0.60 [0.52, 0.67] after 4 steps.',
  },
  palette,
  links: [{ label: 'Open in Panel', uri: 'command:rolloutLens.openPanel?%5B%5D' }],
};

describe('hoverMarkdown', () => {
  test('says score, change, scorer, trust and links', () => {
    const text = hoverMarkdown(facts).replace(/\(data:[^)]*\)/, '(curve)');
    expect(text).toMatchInlineSnapshot(`
      "**Step 2** of 3 · score **0.41** **▼ −0.22**

      ![scores of all steps, this one marked](curve)

      Embedded PRM · probability that the trajectory still succeeds, 0 to 1 · cpu

      Trust: **weak** · AUROC 0\\.60 \\[0\\.52, 0\\.67\\] after 4 steps\\.

      [Open in Panel](command:rolloutLens.openPanel?%5B%5D)"
    `);
  });

  test('an unknown score is not a number, and says why', () => {
    const text = hoverMarkdown({ ...facts, index: 2 });
    expect(text).toContain('**Step 3** of 3 · score unknown');
    expect(text).not.toContain('0.00');
    expect(hoverMarkdown({ ...facts, scores: undefined, why: 'scoring is off' })).toContain('score unknown: scoring is off');
  });

  test('a hostile scorer name stays text', () => {
    const name = '[x](command:evil) <img src=x> ![y](http://e) $(zap) `a` www.evil.com';
    const text = hoverMarkdown({ ...facts, scorer: facts.scorer && { ...facts.scorer, name } });
    expect(text).not.toContain('](command:evil');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('](http');
    expect(text).not.toMatch(/(?<!\\)\$\(/);
    expect(text).not.toContain('www.evil');
  });
});

test('escapeMarkdown leaves no character that means something', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const out = escapeMarkdown(text);
      const unescaped = out.replace(/\\[^A-Za-z0-9\s]/g, '').replace(/&(?:amp|lt|gt);/g, '');
      expect(unescaped).not.toMatch(/[\\`*_{}[\]()#+\-.!|<>~$:/@^="'&\n\r]/);
    }),
  );
});

describe('reading', () => {
  const range = [0, 1] as const;
  test('change needs both neighbours', () => {
    expect(reading([0.5, undefined, 0.2], 2, range)).toEqual({ value: 0.2, change: undefined, notable: false, level: 1 });
    expect(reading([0.5], 0, range)).toMatchObject({ change: undefined, level: 2 });
    expect(reading([0.5, undefined], 1, range)).toEqual({ notable: false });
  });
  test('a tenth of the range is notable, and the range counts', () => {
    expect(reading([0.5, 0.4], 1, range).notable).toBe(true);
    expect(reading([0.5, 0.45], 1, range).notable).toBe(false);
    expect(reading([-10, -9], 1, [-10, 10])).toMatchObject({ notable: false, level: 0 });
    expect(reading([1, 1], 1, range).level).toBe(4);
  });
  test('changes have a shape and a true minus', () => {
    expect([changeText(0.12), changeText(-0.216), changeText(-0.001), changeText(undefined)]).toEqual(['▲ +0.12', '▼ −0.22', '± 0.00', '']);
  });
});

describe('curveSvg', () => {
  test('marks the step on the line, on the whole range of the scorer', () => {
    const svg = curveSvg([0, 1, 0.5], 1, [0, 1], palette);
    expect(svg).toContain('d="M6 58L159 6L312 32"');
    expect(svg).toContain('<circle cx="159" cy="6" r="4.5" fill="#f80"/>');
  });
  test('unknown scores are gaps, single points are dots', () => {
    const svg = curveSvg([0.5, undefined, 0.5, 0.5], 1, [0, 1], palette);
    expect(svg).toContain('<circle cx="6" cy="32" r="1.5"');
    expect(svg).toContain('d="M210 32L312 32"');
    expect(svg).not.toContain('r="4.5"');
  });
  test('20,000 steps stay small and keep the extremes', () => {
    const values = Array.from({ length: 20_000 }, (_, i) => (i === 7777 ? 1 : i === 12_345 ? 0 : 0.5));
    const svg = curveSvg(values, 0, [0, 1], palette);
    expect(svg.length).toBeLessThan(12_000);
    expect(svg).toMatch(/L[\d.]+ 6L/);
    expect(svg).toMatch(/L[\d.]+ 58L/);
  });
  test('the address holds nothing that ends a Markdown link', () => {
    expect(svgUri(curveSvg([0.1, 0.2], 0, [0, 1], palette))).toMatch(/^data:image\/svg\+xml,[\w%.!~*-]+$/);
  });

  test('credit under the pinned methods with direction, unit and rank; log words in it are escaped', () => {
    const text = hoverMarkdown({
      ...facts,
      index: 1,
      credit: [
        { name: 'GiGPO', unit: 'reward', values: [0.2, -1.314, 0.5] },
        { name: 'GRPO', unit: 'sd', values: [-0.5, -0.5, -0.5] },
        { name: 'GAE', unit: 'reward', values: [null, null, null], reason: 'needs | [values](command:x)' },
        { name: 'Critic', unit: 'reward', values: [null, null, null], reason: 'needs | [values](command:x)' },
      ],
    });
    expect(text).toContain('| credit | GiGPO | GRPO |');
    expect(text).toMatch(/of \d+ \| ▼ \*\*−1\\.31\*\* reward \\#1 \| ▼ \*\*−0\\.5\*\* σ flat \|/);
    expect(text).toContain('GAE, Critic: needs \\| \\[values\\]\\(command\\:x\\)');
    expect(hoverMarkdown({ ...facts, credit: [] })).not.toContain('| credit');
  });
});
