import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from './bundle.mjs';
import { bundledPackages, notices } from './notices.mjs';
import { artifacts, cache, root } from './paths.mjs';
import { SetupError } from './setup.mjs';

/** The editor's name of a platform and the folder of its native files in the ONNX runtime package. */
export const targets = {
  'linux-x64': 'linux/x64',
  'linux-arm64': 'linux/arm64',
  'darwin-arm64': 'darwin/arm64',
  'win32-x64': 'win32/x64',
  'win32-arm64': 'win32/arm64',
};
/** Takes every platform and brings no native files. */
export const UNIVERSAL = 'universal';
export const packages = join(artifacts, 'packages');
export const LIMIT = 35 * 1024 * 1024;

const UNIVERSAL_NOTE =
  'This is the universal build: it has no native ONNX runtime inside, so the local process reward model is off. ' +
  'Everything else works. Install the build for your platform to score steps on this machine.';

const modules = join(root, 'node_modules');
const manifest = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The platform this process runs on, as a target. */
export function hostTarget() {
  const name = `${process.platform}-${process.arch}`;
  return name in targets ? name : UNIVERSAL;
}

export function packageFile(target) {
  return join(packages, `${manifest().name}-${target}-${manifest().version}.vsix`);
}

/** Builds the bundles once and a .vsix for each target; returns the files by target. Same sources, same bytes. */
export async function packageAll(names = [...Object.keys(targets), UNIVERSAL]) {
  const metafiles = await bundle({ names: ['extension', 'prm', 'webview'], minify: true });
  const files = {};
  for (const name of names) files[name] = await packageOne(name, Object.values(metafiles));
  return files;
}

async function packageOne(target, metafiles) {
  const stage = join(cache, 'package', target);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(join(stage, 'dist'), { recursive: true });
  mkdirSync(packages, { recursive: true });
  copyBundles(stage, metafiles);
  for (const name of ['media', 'LICENSE', 'README.md', 'CHANGELOG.md', '.vscodeignore']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(stage, name), { recursive: true });
  }
  if (target in targets) copyRuntime(stage, targets[target]);
  const foreign = [...bundledPackages(metafiles), ...(target in targets ? ['onnxruntime-common', 'onnxruntime-node'] : [])];
  writeFileSync(join(stage, 'dist', 'THIRD-PARTY-NOTICES.txt'), notices([...new Set(foreign)].sort()));
  writeManifest(stage, target);
  sameModes(stage);
  return seal(stage, target);
}

function copyBundles(stage, metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.keys(metafile.outputs)).filter((file) => !file.endsWith('.map'));
  for (const file of outputs) cpSync(join(root, file), join(stage, file));
}

/** What the runtime loads on this platform: its scripts, the binding, and the libraries beside it. */
function copyRuntime(stage, folder) {
  const [from, to] = [modules, join(stage, 'dist', 'node_modules')];
  const native = join('onnxruntime-node', 'bin', 'napi-v6', folder);
  const take = (path) => cpSync(join(from, path), join(to, path), { recursive: true, filter: runs });
  take(join('onnxruntime-node', 'package.json'));
  take(join('onnxruntime-node', 'dist'));
  take(native);
  take(join('onnxruntime-common', 'package.json'));
  take(join('onnxruntime-common', 'dist', 'cjs'));
  take(join('onnxruntime-common', 'dist', 'esm'));
}

/** Type declarations and maps stay behind, and so does the second copy of macOS's library (the binding loads `.1.dylib`). */
const runs = (path) => !/\.d\.[cm]?ts$|\.map$|\.\d+\.\d+\.\d+\.dylib$/.test(path);

function writeManifest(stage, target) {
  const { scripts, devDependencies, optionalDependencies, dependencies, private: _, ...shipped } = manifest();
  if (target === UNIVERSAL) {
    shipped.description = `${shipped.description} ${UNIVERSAL_NOTE}`;
    const readme = join(stage, 'README.md');
    const text = existsSync(readme) ? readFileSync(readme, 'utf8') : `# ${shipped.displayName}\n`;
    writeFileSync(
      readme,
      text.replace(/^(# .*\n)?/, (title) => `${title}\n> ${UNIVERSAL_NOTE}\n`),
    );
  }
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
}

/** File modes differ between checkouts; packages must not. */
function sameModes(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), 0o644);
  }
}

async function seal(stage, target) {
  const file = packageFile(target);
  const args = ['package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', file];
  if (target in targets) args.push('--target', target);
  const env = { ...process.env, SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? lastChange(), TZ: 'UTC' };
  await vsce([join(modules, '@vscode', 'vsce', 'vsce'), ...args], { cwd: stage, env });
  const { size } = statSync(file);
  if (size >= LIMIT) throw new Error(`${file} has ${size} bytes; the limit is ${LIMIT}.`);
  return file;
}

/** vsce draws its whole tree; only what it says when it fails is of interest. */
async function vsce(args, options) {
  try {
    await promisify(execFile)(process.execPath, args, options);
  } catch (error) {
    throw new SetupError(`vsce could not package ${options.cwd}:\n${error.stdout}${error.stderr}`);
  }
}

/** Time of the last commit in seconds since the epoch: the date of every packaged file. */
function lastChange() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '1767225600';
  }
}

export async function main(args) {
  const files = await packageAll(args.length > 0 ? args : undefined);
  for (const file of Object.values(files)) console.log(`${(statSync(file).size / 2 ** 20).toFixed(1).padStart(6)} MB  ${file}`);
}
