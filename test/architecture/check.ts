import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { builtinHomes, MAX_LINES, type Rule, rules, strangers, wordHomes } from './rules.ts';

export interface SourceFile {
  /** Relative to the project, forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly spec: string;
  readonly typeOnly: boolean;
}

/** Everything in the file that breaks the table, one sentence each. */
export function violations(file: SourceFile): readonly string[] {
  const rule = ruleFor(file.path);
  if (!rule) return [`${file.path} is in no folder the table knows`];
  return [...importsOf(file.text).flatMap((found) => judge(file.path, rule, found)), ...words(file), ...length(file)];
}

function ruleFor(path: string): Rule | undefined {
  const matching = rules.filter(({ from }) => inside(path, from));
  return matching.sort((a, b) => b.from.length - a.from.length)[0];
}

const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

function judge(path: string, rule: Rule, { spec, typeOnly }: Import): readonly string[] {
  if (spec.startsWith('.')) return local(path, rule, posix.join(posix.dirname(path), spec), typeOnly);
  if (isBuiltin(spec)) return builtin(path, rule, spec.startsWith('node:') ? spec : `node:${spec}`);
  const name = spec
    .split('/')
    .slice(0, spec.startsWith('@') ? 2 : 1)
    .join('/');
  return rule.packages.includes(name) ? [] : [`${path} imports the package ${name}`];
}

function local(path: string, rule: Rule, target: string, typeOnly: boolean): readonly string[] {
  const folder = strangers.find((parent) => inside(path, parent) && inside(target, parent));
  if (folder && part(path, folder) !== part(target, folder)) return [`${path} imports ${target}, another part of ${folder}`];
  const home = rule.from === 'src/extension.ts' ? path : rule.from;
  if (inside(target, home)) return [];
  const allowed = rule.local.find((prefix) => inside(target, prefix));
  if (!allowed) return [`${path} imports ${target}`];
  if (rule.typesOnly?.includes(allowed) && !typeOnly) return [`${path} imports more than types from ${target}`];
  return [];
}

const part = (path: string, folder: string) => path.slice(folder.length + 1).split('/')[0];

function builtin(path: string, rule: Rule, spec: string): readonly string[] {
  if (!rule.builtins) return [`${path} imports ${spec}`];
  const home = builtinHomes[spec];
  return home && !inside(path, home) ? [`${path} imports ${spec}, which belongs to ${home}`] : [];
}

function words({ path, text }: SourceFile): readonly string[] {
  const found = wordHomes.filter(({ word, under, home }) => inside(path, under) && !inside(path, home) && word.test(text));
  return found.map(({ what, home }) => `${path} ${what}, which belongs to ${home}`);
}

function length({ path, text }: SourceFile): readonly string[] {
  const lines = text.split('\n').length - 1;
  return lines > MAX_LINES ? [`${path} has ${lines} lines, more than ${MAX_LINES}`] : [];
}

/** Static, dynamic and type imports, re-exports and `require`, comments left out. */
export function importsOf(text: string): readonly Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const statements = [...code.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'"`;=]*?\bfrom\s*)?['"]([^'"]+)['"]/gm)];
  const calls = [...code.matchAll(/\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g)];
  const types = [...code.matchAll(/\btypeof\s+import\s*\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1]);
  return [
    ...statements.map((match) => ({ spec: match[2] as string, typeOnly: match[1] !== undefined })),
    ...calls.map((match) => ({ spec: match[1] as string, typeOnly: types.includes(match[1]) })),
  ];
}
