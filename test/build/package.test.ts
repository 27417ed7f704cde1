import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import { hostTarget, LIMIT, packageAll, targets, UNIVERSAL } from '../../build/package.mjs';

const runtime = 'extension/dist/node_modules/onnxruntime-node';

/** What each platform's runtime consists of, besides scripts. */
const natives: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'linux-arm64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'darwin-arm64': ['libonnxruntime.1.dylib', 'onnxruntime_binding.node'],
  'win32-x64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
  'win32-arm64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
};

/** Files whose absence would leave the installed extension without a part. */
const needed = ['package.json', 'readme.md', 'changelog.md', 'LICENSE.txt', 'dist/extension.js', 'dist/prm.mjs', 'dist/webview/main.js'];

interface Package {
  readonly names: readonly string[];
  text(name: string): Promise<string>;
}

async function open(file: string): Promise<Package> {
  const zip = await promisify(fromBuffer)(readFileSync(file));
  const entries = new Map<string, Parameters<typeof zip.openReadStream>[0]>();
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry) => entries.set(entry.fileName, entry));
    zip.on('end', resolve).on('error', reject);
  });
  return {
    names: [...entries.keys()],
    async text(name) {
      const entry = entries.get(name);
      if (!entry) throw new Error(`${file} has no ${name}`);
      const stream = await promisify(
        zip.openReadStream.bind(zip) as (e: typeof entry, done: (error: Error | null, s: NodeJS.ReadableStream) => void) => void,
      )(entry);
      let text = '';
      for await (const chunk of stream) text += chunk;
      return text;
    },
  };
}

describe('packages', () => {
  let files: Record<string, string>;
  beforeAll(async () => {
    files = await packageAll();
  }, 180_000);

  it('are one for each platform and a universal one', () => {
    expect(Object.keys(files).sort()).toEqual([...Object.keys(natives), UNIVERSAL].sort());
    expect(Object.keys(targets).sort()).toEqual(Object.keys(natives).sort());
  });

  it.each([...Object.keys(natives), UNIVERSAL])('%s holds what it needs and nothing else', async (target) => {
    const file = files[target] as string;
    const { names, text } = await open(file);
    expect(statSync(file).size).toBeLessThan(LIMIT);
    expect(needed.filter((name) => !names.includes(`extension/${name}`))).toEqual([]);
    const strays = names.filter((name) => /\.map$|\.tsx?$|^extension\/(src|test|build|training|node_modules|webview)\//.test(name));
    expect(strays).toEqual([]);
    const binaries = names.filter((name) => /\.(node|dll|dylib|so(\.\d+)*)$/.test(name));
    const expected = (natives[target] ?? []).map((name) => `${runtime}/bin/napi-v6/${targets[target]}/${name}`);
    expect(binaries.sort()).toEqual([...expected].sort());
    expect(await text('extension.vsixmanifest')).toContain(target === UNIVERSAL ? 'rollout-lens' : `TargetPlatform="${target}"`);
  });

  it('carry the runtime that the manifest locks, and no development settings', async () => {
    const { text } = await open(files[hostTarget()] as string);
    const manifest = JSON.parse(await text('extension/package.json'));
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
    const root = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(JSON.parse(await text(`${runtime}/package.json`)).version).toContain(root.dependencies['onnxruntime-node']);
  });

  it('carry the licences of what is bundled', async () => {
    const { text } = await open(files[hostTarget()] as string);
    const notices = await text('extension/dist/THIRD-PARTY-NOTICES.txt');
    for (const name of ['lit', 'chokidar', 'onnxruntime-node', 'hyparquet']) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(notices).toContain('Permission is hereby granted');
  });

  it('say when they have no local scoring', async () => {
    const { text } = await open(files[UNIVERSAL] as string);
    expect(await text('extension/readme.md')).toContain('universal build');
    expect(JSON.parse(await text('extension/package.json')).description).toContain('universal build');
  });

  it('come out the same from the same sources', async () => {
    const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
    const before = hash(files[UNIVERSAL] as string);
    const again = await packageAll([UNIVERSAL]);
    expect(hash(again[UNIVERSAL] as string)).toBe(before);
  }, 60_000);
});
