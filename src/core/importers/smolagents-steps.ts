import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { isObject, mostly, number, object, objects, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText, dialogue } from './messages.ts';
import { type Memory, readMemory, timingOf, tokenUsage } from './smolagents-memory.ts';

/**
 * Runs of smolagents agents as people dump them: the list of `agent.memory.get_full_steps()` or `get_succinct_steps()`,
 * `RunResult.dict()`, and the lines of the library's own benchmark script. That an agent ended with an answer is no
 * verdict on it, so nothing here is scored.
 */
export const smolagentsSteps: RecordImporter = {
  id: 'smolagents-steps',
  name: 'smolagents run',
  rewards: 'none in the file; how the agent stopped is in `state`',
  groups: 'the same task text in one folder',
  containers: ['document', 'lines', 'elements'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, (record) => isSteps(record) || isResult(record) || isBenchmark(record)) ? 'sure' : 'no'),
  read({ value }, file) {
    const run = folderOf(file.path);
    if (isSteps(value)) return [readRun(readMemory(objects(value)), {}, run)];
    if (isResult(value)) return [readRun(readMemory(objects(value.steps)), value, run)];
    if (isBenchmark(value)) return [readBenchmark(value, run)];
    throw new LogError({
      severity: 'error',
      code: 'smolagents-run',
      message: 'A smolagents run is a list that begins with {"task", "task_images"}, or an object with "state", "steps" and "timing"',
      remedy: 'It was left out; the other records are read. Dump `agent.memory.get_full_steps()` or `RunResult.dict()`.',
    });
  },
};

const isTask = (value: Json | undefined): boolean => isObject(value) && 'task' in value && 'task_images' in value;
const isSystem = (value: Json | undefined): boolean =>
  isObject(value) && typeof value.system_prompt === 'string' && Object.keys(value).length === 1;

const isSteps = (value: Json): value is readonly Json[] =>
  Array.isArray(value) && (isTask(value[0]) || (isSystem(value[0]) && isTask(value[1])));

const isResult = (value: Json): value is JsonObject =>
  isObject(value) && typeof value.state === 'string' && Array.isArray(value.steps) && 'token_usage' in value && 'timing' in value;

const isBenchmark = (value: Json): value is JsonObject =>
  isObject(value) && typeof value.original_question === 'string' && 'prediction' in value && Array.isArray(value.intermediate_steps);

function readRun(memory: Memory, result: JsonObject, run: string): Draft {
  const task = askedText(memory.preamble);
  const outcome = outcomeOf(memory, text(result.state));
  return {
    format: 'smolagents-steps',
    run,
    group: `task-${shortHash([task], 12)}`,
    task: { text: task },
    policy: { agent: 'smolagents', model: memory.model },
    preamble: memory.preamble,
    steps: memory.steps,
    outcome,
    status: statusOf(outcome),
    usage: tokenUsage(result.token_usage),
    timing: timingOf(result.timing),
    extra: merged({ state: text(result.state), output: result.output ?? memory.answer ?? undefined }),
  };
}

function outcomeOf({ lastError, answer }: Memory, state: string | undefined): Outcome {
  // The model could not be called: the run broke off with it.
  if (lastError?.type === 'AgentGenerationError') return { stop: state, error: lastError.message };
  if (state === 'max_steps_error' || lastError?.type === 'AgentMaxStepsError') return { stop: 'max_steps' };
  return { stop: answer === undefined && state !== 'success' ? state : 'final_answer' };
}

function statusOf(outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  return outcome.stop === 'max_steps' ? 'truncated' : 'unscored';
}

const BENCHMARK = new Set(
  'original_question augmented_question intermediate_steps true_answer start_time end_time token_counts model_id agent_error'.split(' '),
);

/** Steps of the benchmark script are the chat messages made of the memory. */
function readBenchmark(row: JsonObject, run: string): Draft {
  const asked = text(row.augmented_question) ?? text(row.original_question) ?? '';
  const { preamble, steps } = dialogue(objects(row.intermediate_steps).map(withRole));
  const counts = object(row.token_counts);
  const outcome: Outcome = row.agent_error ? { error: text(row.agent_error) ?? 'agent error' } : {};
  return {
    format: 'smolagents-steps',
    run,
    group: `task-${shortHash([text(row.original_question)], 12)}`,
    task: { text: text(row.original_question) },
    policy: { agent: 'smolagents', model: text(row.model_id) },
    preamble: preamble.length > 0 ? preamble : [{ role: 'user', text: asked }],
    steps,
    outcome,
    status: statusOf(outcome),
    usage: present({ input: number(counts?.input), output: number(counts?.output) }),
    timing: timingOf({ start_time: row.start_time ?? null, end_time: row.end_time ?? null }),
    reference: row.true_answer ?? undefined,
    extra: leftovers(row, BENCHMARK),
  };
}

function withRole(message: JsonObject): JsonObject {
  if (message.role === 'tool-call') return { ...message, role: 'assistant' };
  return message.role === 'tool-response' ? { ...message, role: 'tool' } : message;
}
