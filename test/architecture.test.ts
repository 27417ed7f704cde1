import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importsOf, violations } from './architecture/check.ts';
import { debts } from './architecture/rules.ts';
import { broken } from './architecture/samples.ts';

const root = join(import.meta.dirname, '..');

function sources(folder: string) {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.[cm]?[jt]sx?$/.test(name));
  return names.map((name) => ({ path: `${folder}/${name.replaceAll('\\', '/')}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

describe('the import table', () => {
  const files = [...sources('src'), ...sources('webview')];

  it('holds for every file', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(violations).filter((found) => !debts.includes(found))).toEqual([]);
  });

  it('has no debt on its list that is paid', () => {
    const found = new Set(files.flatMap(violations));
    expect(debts.filter((debt) => !found.has(debt))).toEqual([]);
  });
});

describe('the checker', () => {
  it.each(broken)('catches $path: $text', ({ path, text, says }) => {
    expect(violations({ path, text }).join('\n')).toContain(says);
  });

  it('tells types from values where only types may cross', () => {
    const path = 'src/protocol/x.ts';
    expect(violations({ path, text: "import type { Step } from '../core/model/trajectory.ts';" })).toEqual([]);
    expect(violations({ path, text: "import { ok } from '../core/model/result.ts';" })).toHaveLength(1);
  });

  it('catches long files, unknown folders and canvases outside the plots', () => {
    expect(violations({ path: 'src/core/x.ts', text: 'x;\n'.repeat(401) })[0]).toContain('401 lines');
    expect(violations({ path: 'src/elsewhere/x.ts', text: '' })[0]).toContain('no folder the table knows');
    expect(violations({ path: 'webview/parts/x.ts', text: "canvas.getContext('2d')" })[0]).toContain('draws on a canvas');
  });

  it('reads every way to import and no comment', () => {
    const text = [
      "import a, { b } from './a.ts';",
      "import {\n  c,\n  d,\n} from './c.ts';",
      "import './e.css';",
      "export * from './f.ts';",
      "export type { G } from './g.ts';",
      "type H = typeof import('./h.ts');",
      "const i = await import('./i.ts');",
      "// import j from './j.ts';",
      "/* import k from './k.ts'; */",
    ].join('\n');
    expect(importsOf(text).map(({ spec }) => spec)).toEqual(['./a.ts', './c.ts', './e.css', './f.ts', './g.ts', './h.ts', './i.ts']);
    expect(importsOf(text).filter(({ typeOnly }) => typeOnly)).toHaveLength(2);
  });
});

describe('lint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollout-lens-lint-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Puts each text where its path says, in a tree of its own, and returns what lint has to say, file by file. */
  function lint(files: readonly { readonly path: string; readonly text: string }[]): readonly string[] {
    const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, root: true, vcs: { enabled: false } }));
    const places = files.map(({ path, text }, index) => {
      const place = join(dirname(path), `lint-${index}-${basename(path)}`);
      mkdirSync(join(folder, dirname(place)), { recursive: true });
      writeFileSync(join(folder, place), `${text}\n`);
      return place;
    });
    const args = ['lint', '--only=noRestrictedImports', '--colors=off', '--max-diagnostics=none', '.'];
    const { stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', 'biome'), args, { cwd: folder, encoding: 'utf8' });
    const lines = `${stdout}\n${stderr}`.split('\n');
    return places.map((place) => lines.filter((line) => line.startsWith(place)).join('\n'));
  }

  it('catches while typing what the table forbids', () => {
    const said = lint(broken);
    expect(broken.filter((_, index) => !said[index]?.includes('noRestrictedImports')).map(({ path, text }) => `${path}: ${text}`)).toEqual(
      [],
    );
  });

  it('lets pass what the table allows', () => {
    const allowed = [
      { path: 'src/node/watch/x.ts', text: "import { watch } from 'chokidar';" },
      { path: 'src/node/store/x.ts', text: "import { DatabaseSync } from 'node:sqlite';" },
      { path: 'src/features/tree/x.ts', text: "import { log } from '../../host/log.ts';" },
      { path: 'src/features/tree/x.ts', text: "import * as vscode from 'vscode';" },
      { path: 'src/protocol/x.ts', text: "import type { Step } from '../core/model/trajectory.ts';" },
      { path: 'webview/parts/x.ts', text: "import { customElement } from 'lit/decorators.js';" },
      { path: 'webview/views/x.ts', text: "import type { Step } from '../../src/core/model/trajectory.ts';" },
    ];
    expect(allowed.flatMap(violations)).toEqual([]);
    expect(lint(allowed).filter(Boolean)).toEqual([]);
  });
});
