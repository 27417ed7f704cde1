import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/table.ts';
import { readCustomFormats } from '../../src/core/importers/custom-format.ts';
import { importers } from '../../src/core/importers/table.ts';

const path = new URL('../../README.md', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

interface Setting {
  readonly default: unknown;
  readonly markdownDescription?: string;
  readonly description?: string;
}

const settings = Object.entries(manifest.contributes.configuration.properties as Record<string, Setting>).map(
  ([id, s]) =>
    `| \`${id}\` | \`${JSON.stringify(s.default)}\` | ${(s.markdownDescription ?? s.description ?? '').replaceAll('|', '\\|')} |`,
);
const formats = ['| format | what it is |', '|---|---|', ...importers.map((i) => `| \`${i.id}\` | ${i.name} |`)];
const cli = ['| command | what it does |', '|---|---|', ...commands.map((c) => `| \`${c.name}\` | ${c.summary} |`)];

/** The tables of README.md are made from the code's own tables: `UPDATE_DOCS=1` writes them, otherwise they are compared. */
test.each([
  ['settings', settings],
  ['formats', formats],
  ['commands', cli],
] as const)('README.md lists the %s as they are', (name, lines) => {
  const text = readFileSync(path, 'utf8');
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open) + open.length, text.indexOf(close)];
  expect(from, `marker of ${name}`).toBeGreaterThan(open.length);
  const wanted = `${lines.join('\n')}\n`;
  if (process.env.UPDATE_DOCS) writeFileSync(path, text.slice(0, from) + wanted + text.slice(to));
  else expect(text.slice(from, to)).toBe(wanted);
});

test('the house format of README.md is one', () => {
  const example = /### House formats[^#]*?```json\n([^`]+)```/.exec(readFileSync(path, 'utf8'))?.[1];
  const { formats: read, problems } = readCustomFormats(JSON.parse(example ?? 'null'), () => false);
  expect(problems).toEqual([]);
  expect(read.map(({ id }) => id)).toEqual(['house']);
});
