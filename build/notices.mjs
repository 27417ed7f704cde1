import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const modules = join(root, 'node_modules');

/** Names of the packages whose code or fonts went into the bundles. */
export function bundledPackages(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const names = inputs.flatMap((path) => {
    const parts = path.split('/');
    const at = parts.lastIndexOf('node_modules') + 1;
    if (at === 0) return [];
    return parts[at].startsWith('@') ? `${parts[at]}/${parts[at + 1]}` : parts[at];
  });
  return [...new Set(names)].sort();
}

/** The licences of everything in a package that is not ours, as one text. */
export function notices(names) {
  const head = 'Rollout Lens contains the following packages, each under its own licence.\n';
  return [head, ...names.map(notice)].join(`\n${'-'.repeat(100)}\n\n`);
}

function notice(name) {
  const folder = join(modules, name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { version, license, homepage, repository } = manifest;
  const where = homepage ?? repository?.url ?? repository ?? `https://www.npmjs.com/package/${name}`;
  return `${name} ${version} (${license})\n${where}\n\n${licenceText(folder, manifest)}\n`;
}

function licenceText(folder, { name, license, author }) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  if (license !== 'MIT') throw new Error(`${name} is bundled but its licence text was not found in ${folder}.`);
  // The runtime's sources name Microsoft; its manifest names the maintainer of the package.
  return mit(name.startsWith('onnxruntime-') ? 'Microsoft Corporation' : (author?.name ?? author ?? `the authors of ${name}`));
}

/** Some packages name the MIT licence and leave its text out; ours is the same but for the holder. */
function mit(holder) {
  const text = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  return text.replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
}
