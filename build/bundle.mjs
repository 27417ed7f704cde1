import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { dist, root } from './paths.mjs';

/** Node bundles are ES modules; packages inside them that are not still find `require`. */
const REQUIRE = `import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);`;

const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2023',
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  sourcemap: 'linked',
};

const node = { platform: 'node', format: 'esm', target: 'node22', banner: { js: REQUIRE } };

/** Only the extension may see `vscode`, only the PRM process the ONNX runtime: the others fail to build with them. */
const bundles = {
  extension: { ...node, in: 'src/extension.ts', out: 'extension.js', external: ['vscode'] },
  prm: { ...node, in: 'src/prm/main.ts', out: 'prm.mjs', external: ['onnxruntime-node'] },
  cli: { ...node, in: 'src/cli/main.ts', out: 'cli.mjs', external: [] },
  webview: {
    platform: 'browser',
    format: 'iife',
    in: 'webview/main.ts',
    out: 'webview/main.js',
    external: [],
    target: ['chrome134', 'es2023'],
  },
};

/** Packages that belong to some bundles alone, and why. */
const fenced = {
  vscode: '`vscode` is only there in the extension host',
  'onnxruntime-node': 'the ONNX runtime lives in the PRM process',
};

/** Makes a bundle fail where a fenced package sneaks in, naming the file that imports it. */
export function fence(allowed) {
  return {
    name: 'fence',
    setup(build) {
      for (const [name, why] of Object.entries(fenced)) {
        if (allowed.includes(name)) continue;
        build.onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ importer }) => ({
          errors: [{ text: `${name} may not be imported here: ${why} (from ${relative(root, importer)})` }],
        }));
      }
    },
  };
}

/** What esbuild is told for one of the bundles. */
export function options(name, { minify = false } = {}) {
  const { in: entry, out, external, ...rest } = bundles[name];
  return {
    ...common,
    ...rest,
    entryPoints: [join(root, entry)],
    outfile: join(dist, out),
    external,
    minify,
    loader: { '.ttf': 'file', '.woff2': 'file', '.svg': 'text' },
    assetNames: '[name]',
    plugins: [fence(external)],
    write: false,
  };
}

/**
 * Builds the named bundles (all by default) and returns their metafiles by name. Files are replaced as a whole, so
 * that a command that runs from `dist` meanwhile never reads half of one.
 */
export async function bundle({ names = Object.keys(bundles), minify = false } = {}) {
  const built = await Promise.all(names.map((name) => esbuild.build(options(name, { minify }))));
  for (const { outputFiles } of built) outputFiles.forEach(replace);
  return Object.fromEntries(names.map((name, index) => [name, built[index].metafile]));
}

function replace({ path, contents }) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

async function watch(names) {
  const report = {
    name: 'report',
    setup: (build) =>
      build.onEnd(async ({ errors, outputFiles }) => {
        outputFiles?.forEach(replace);
        if (errors.length > 0) console.error(await explain(errors));
        else console.error(`Built ${relative(root, build.initialOptions.outfile)}.`);
      }),
  };
  for (const name of names) {
    const opts = options(name);
    const context = await esbuild.context({ ...opts, plugins: [...opts.plugins, report] });
    await context.watch();
  }
}

const explain = async (errors) => (await esbuild.formatMessages(errors, { kind: 'error', color: process.stderr.isTTY })).join('');

export async function main(args) {
  const minify = args.includes('--minify');
  const named = args.filter((arg) => arg in bundles);
  const names = named.length > 0 ? named : Object.keys(bundles);
  if (args.includes('--watch')) return watch(names);
  const started = performance.now();
  try {
    await bundle({ names, minify });
  } catch (error) {
    if (!error.errors) throw error;
    console.error(await explain(error.errors));
    return 1;
  }
  console.error(`Built ${names.join(', ')} in ${Math.round(performance.now() - started)} ms.`);
}
