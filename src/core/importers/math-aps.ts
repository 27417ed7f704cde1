import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { idText, isObject, list, mostly, number, objects, text, zeroOrOne } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { paragraphs } from './paragraphs.ts';
import { notARow, problemGroup, type Reasoned, reasoningDraft } from './reasoning.ts';

/**
 * Monte-Carlo values of solution prefixes (OmegaPRM, Math-APS): how often a solution that goes on from there is right.
 * Prefixes of one question make a tree; each path to a leaf is a sample, and a value stands at the step it follows.
 * The same as a tree in the file: `{text, mc_value, children}`.
 */
export const mathAps: RecordImporter = {
  id: 'math-aps',
  name: 'Math-APS Monte-Carlo values',
  rewards: 'step number `mcValue`, a chance from 0 to 1; for a leaf with an answer 1 or 0 is success or failure',
  groups: 'the same question',
  containers: ['lines', 'elements', 'document'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, (record) => isPrefixes(record) || isTree(record)) ? 'sure' : 'no'),
  read({ value }, file) {
    if (isPrefixes(value)) return readPaths(value, prefixPaths(value), file.path);
    if (isTree(value)) return readPaths(value, treePaths(value), file.path);
    throw notARow('math-aps', '"question" and "reasoning_steps" of "solution_prefix" and "mc_value"');
  },
};

const isPrefixes = (value: Json): value is JsonObject =>
  isObject(value) &&
  typeof value.question === 'string' &&
  Array.isArray(value.reasoning_steps) &&
  value.reasoning_steps.every((step: Json) => isObject(step) && typeof step.solution_prefix === 'string' && 'mc_value' in step);

const isTree = (value: Json): value is JsonObject =>
  isObject(value) && typeof value.text === 'string' && 'mc_value' in value && Array.isArray(value.children);

/** A stretch of a path, and the value of the prefix that ends with it. */
interface Stretch {
  readonly text: string;
  readonly value: number | undefined;
}

function readPaths(row: JsonObject, paths: readonly (readonly Stretch[])[], path: string): readonly Draft[] {
  const question = text(row.question) ?? text(row.text);
  const root = isPrefixes(row) ? objects(row.reasoning_steps).find((step) => step.solution_prefix === question) : row;
  const value = number(root?.mc_value);
  return paths.map((stretches) => {
    const steps = stretches.flatMap((stretch) => cut(stretch));
    const last = steps.at(-1);
    const success = ANSWER.test(last?.text ?? '') ? zeroOrOne(last?.logged?.mcValue) : undefined;
    return reasoningDraft(
      path,
      question,
      steps,
      {
        format: 'math-aps',
        group: problemGroup(question),
        outcome: { success },
        status: success === undefined ? 'unscored' : 'scored',
        logged: value === undefined ? undefined : { mcValue: value },
        reference: row.final_answer ?? undefined,
      },
      idText(row.question_id),
    );
  });
}

const ANSWER = /\\boxed\{|^#{4} |\banswer is\b/im;

/** Paragraphs are the steps; the value belongs to the last of a stretch. */
function cut(stretch: Stretch): readonly Reasoned[] {
  const parts = paragraphs(stretch.text);
  return parts.map((part, k) => ({
    text: part,
    logged: k === parts.length - 1 && stretch.value !== undefined ? { mcValue: stretch.value } : undefined,
  }));
}

/** In order of the alphabet all that goes on from a prefix stands right behind it. */
function prefixPaths(row: JsonObject): readonly (readonly Stretch[])[] {
  const question = text(row.question) ?? '';
  const values = new Map<string, number | undefined>();
  for (const step of objects(row.reasoning_steps)) {
    const prefix = text(step.solution_prefix) ?? '';
    if (prefix !== question && !values.has(prefix)) values.set(prefix, number(step.mc_value));
  }
  const prefixes = [...values.keys()].sort();
  const paths: Stretch[][] = [];
  // Each begins with the one below it on the stack, so looking at the top is enough.
  const above: string[] = [];
  prefixes.forEach((prefix, k) => {
    while (above.length > 0 && !prefix.startsWith(above.at(-1) ?? '')) above.pop();
    const isLeaf = !prefixes[k + 1]?.startsWith(prefix);
    if (isLeaf) paths.push(stretchesOf([...above, prefix], question, values));
    else above.push(prefix);
  });
  return paths;
}

function stretchesOf(chain: readonly string[], question: string, values: ReadonlyMap<string, number | undefined>): Stretch[] {
  return chain.map((prefix, k) => {
    const before = chain[k - 1] ?? (prefix.startsWith(question) ? question : '');
    return { text: prefix.slice(before.length), value: values.get(prefix) };
  });
}

function treePaths(root: JsonObject): readonly (readonly Stretch[])[] {
  const paths: Stretch[][] = [];
  const walk = (node: JsonObject, above: readonly Stretch[]): void => {
    const children = (list(node.children) ?? []).filter(isTree);
    if (children.length === 0) paths.push([...above]);
    for (const child of children) walk(child, [...above, { text: text(child.text) ?? '', value: number(child.mc_value) }]);
  };
  walk(root, []);
  return paths;
}
