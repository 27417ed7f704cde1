import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, TokenTrace } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { count, idText, isObject, mostly, number, numberArray, numbers, object, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { askedText } from './messages.ts';
import { promptMessages } from './tagged-text.ts';
import { completionSteps } from './token-steps.ts';
import { tokenTrace } from './token-trace.ts';

/**
 * Training texts of TapeAgents and PipelineRL, one model call a line (tapeagents/core.py of ServiceNow/TapeAgents): the
 * whole text with special tokens, the length of what the policy wrote at its end, and one label a token, -100 for the
 * prompt. Log-probs are given for the labelled tokens only.
 */
export const tapeagentsTrainingText: RecordImporter = {
  id: 'tapeagents-training-text',
  name: 'TapeAgents training texts',
  rewards: '`reward`; log-probs (policy and reference) per token',
  groups: "`group_id` (the tape's parent), else the same prompt",
  containers: ['lines', 'elements'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'A training text needs "text", "n_predicted" and "reward"';
      throw new LogError({ severity: 'error', code: 'training-text', message });
    }
    return [readRow(value, folderOf(file.path))];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) && typeof value.text === 'string' && count(value.n_predicted) !== undefined && 'reward' in value;

const TAKEN = new Set('text n_predicted reward logprobs ref_logprobs input_ids labels group_id metadata'.split(' '));

function readRow(row: JsonObject, run: string): Draft {
  const [prompt, completion] = cut(text(row.text) ?? '', count(row.n_predicted) ?? 0);
  const preamble = promptMessages(plain(prompt));
  const reward = number(row.reward);
  const metadata = object(row.metadata) ?? {};
  return {
    format: 'tapeagents-training-text',
    run,
    group: idText(row.group_id) ?? shortHash([prompt], 12),
    task: { text: askedText(preamble) ?? prompt },
    policy: { update: count(metadata.model_version) },
    preamble,
    steps: completionSteps(completion, tokensOf(row)),
    // Runs have been seen in which 0 is the reward of right answers and -1 of wrong ones: the number alone says nothing.
    outcome: { reward },
    status: reward === undefined ? 'unscored' : 'scored',
    logged: numbers(metadata),
    extra: leftovers({ ...metadata, ...row }, TAKEN),
  };
}

/** The writer counts characters as Python does: code points. */
function cut(whole: string, predicted: number): readonly [string, string] {
  let at = whole.length;
  for (let left = predicted; left > 0 && at > 0; left--) {
    at--;
    const [high, low] = [whole.charCodeAt(at - 1), whole.charCodeAt(at)];
    if (at > 0 && low >= 0xdc00 && low < 0xe000 && high >= 0xd800 && high < 0xdc00) at--;
  }
  return [whole.slice(0, at), whole.slice(at)];
}

/** Llama's headers as the role lines that other templates leave. */
const plain = (prompt: string): string =>
  prompt
    .replace(/<\|begin_of_text\|>/g, '')
    .replace(/<\|start_header_id\|>(\w+)<\|end_header_id\|>\n*/g, '\n$1\n')
    .replace(/<\|eot_id\|>/g, '');

const IGNORED = -100;

function tokensOf(row: JsonObject): TokenTrace | undefined {
  const [ids, labels] = [numberArray(row.input_ids), numberArray(row.labels)];
  const generated = labels?.length === ids?.length ? ids?.filter((_, k) => labels?.[k] !== IGNORED) : undefined;
  return tokenTrace({ ids: generated, logprobs: row.logprobs, refLogprobs: row.ref_logprobs });
}
