import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Step } from '../model/trajectory.ts';
import { folderOf } from '../text/path.ts';
import { count, idText, isObject, mostly, number, numbers, object, objects, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText, dialogue } from './messages.ts';
import { milliseconds, namedSuccess, solvedBy } from './outcomes.ts';

/** Evaluations of tinker-cookbook, `runs/<id>/<benchmark>/trajectories.jsonl` (tinker_cookbook/eval/benchmarks/_types.py). */
export const tinkerEval: RecordImporter = {
  id: 'tinker-eval',
  name: 'tinker-cookbook evaluation',
  rewards: '`reward`; success from a metric that says so; an example with an `error` has none',
  groups: '`example_id`',
  containers: ['lines', 'elements'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'A tinker evaluation needs "idx", "benchmark" and the list "turns"';
      throw new LogError({ severity: 'error', code: 'tinker-eval', message });
    }
    return [readRow(value, folderOf(file.path))];
  },
};

const isRow = (value: Json): value is JsonObject => isObject(value) && 'idx' in value && 'benchmark' in value && Array.isArray(value.turns);

const TAKEN = new Set('idx benchmark example_id turns reward metrics error time_seconds'.split(' '));

function readRow(row: JsonObject, run: string): Draft {
  const turns = objects(row.turns);
  const { preamble, steps } = dialogue(turns);
  const rewards = numbers(object(row.metrics) ?? {});
  const reward = number(row.reward);
  const error =
    row.error === null || row.error === undefined || row.error === '' ? undefined : (text(row.error) ?? JSON.stringify(row.error));
  const duration = milliseconds(number(row.time_seconds));
  const id = idText(row.example_id) ?? idText(row.idx);
  return {
    format: 'tinker-eval',
    run,
    group: [text(row.benchmark), id].filter((part) => part !== undefined).join('/') || 'unknown',
    task: { id, text: askedText(preamble) },
    policy: {},
    preamble,
    steps: withTokens(steps, turns),
    outcome:
      error === undefined
        ? { reward, success: namedSuccess(rewards) ?? solvedBy(reward), rewards }
        : { rewards, error: error.slice(0, 4000) },
    status: error !== undefined ? 'error' : reward === undefined ? 'unscored' : 'scored',
    timing: duration === undefined ? undefined : { duration },
    extra: merged(leftovers(row, TAKEN), { rewardOnError: error === undefined ? undefined : reward }),
  };
}

/** Token counts of the policy's turns, where each is one step. */
function withTokens(steps: readonly Step[], turns: readonly JsonObject[]): readonly Step[] {
  const counts = turns.filter((turn) => turn.role === 'assistant').map((turn) => count(turn.token_count));
  if (counts.length !== steps.length) return steps;
  return steps.map((step, k) => (counts[k] === undefined ? step : { ...step, usage: { output: counts[k] } }));
}
