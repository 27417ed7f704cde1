import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status, Step } from '../model/trajectory.ts';
import { stemOf } from '../text/path.ts';
import { readSidecar } from './document.ts';
import { count, flag, idText, isObject, list, mostly, number, numbers, object, objects, present, text, zeroOrOne } from './fields.ts';
import { LogError, type LogFile, type RecordImporter } from './importer.ts';
import { askedText } from './messages.ts';
import { spanOf, totalUsage } from './open-step.ts';
import type { AgentRun } from './openhands-run.ts';
import { v0Run } from './openhands-v0-steps.ts';
import { isV1Event, v1Run } from './openhands-v1-steps.ts';
import { milliseconds } from './outcomes.ts';
import { verdictOf } from './sweagent-report.ts';

/** A row of an evaluation has `test_result`, one of the issue resolver the issue itself. */
const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value.history) &&
  ((idText(value.instance_id) !== undefined && 'test_result' in value) || (isObject(value.issue) && 'git_patch' in value));

/**
 * OpenHands evaluation output (`output.jsonl`) and issue resolver output, one instance a line, with events of V0 or
 * V1. Whether the instance was solved is in the row where the benchmark put it there, else in a report beside the file.
 */
export const openhandsOutput: RecordImporter = {
  id: 'openhands-output',
  name: 'OpenHands evaluation output',
  rewards: "test_result.report.resolved or score, the resolver's `success`, else report.json beside the file",
  groups: '`instance_id`',
  containers: ['lines'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),

  async prepare(file: LogFile): Promise<readonly Json[]> {
    const names = ['report.json', 'output.report.json', `${stemOf(file.name)}.report.json`];
    const reports = await Promise.all([...new Set(names)].map((name) => readSidecar(file, name)));
    return reports.filter((report) => report !== undefined);
  },

  read({ value }, file, prepared) {
    if (!isRow(value)) {
      throw new LogError({
        severity: 'error',
        code: 'openhands-row',
        message: 'An OpenHands row needs "history" with "instance_id" and "test_result", or with "issue" and "git_patch"',
        remedy: 'It was left out; the other rows are read. Check what wrote it.',
      });
    }
    return [readRow(value, file.path, prepared as readonly Json[])];
  },
};

function readRow(row: JsonObject, path: string, reports: readonly Json[]): Draft {
  const history = list(row.history) ?? [];
  const events = history.some((event) => isV1Event(event as Json)) ? v1Run(history as Json[]) : v0Run(history as Json[]);
  const metadata = object(row.metadata);
  const metrics = object(row.metrics);
  const instance = object(row.instance);
  const issue = object(row.issue);
  const id = idText(row.instance_id) ?? issueId(issue);
  const outcome = outcomeOf(row, events, reports, id);
  const steps = measured(events, metrics);
  return {
    format: 'openhands-output',
    run: path,
    group: id ?? 'unknown',
    task:
      present({
        id,
        text: text(instance?.problem_statement) ?? issueText(issue) ?? (text(row.instruction) || askedText(events.preamble)),
      }) ?? {},
    policy: present({ model: modelIn(metadata) ?? events.model, agent: text(metadata?.agent_class) ?? 'OpenHands' }) ?? {},
    preamble: events.preamble,
    steps,
    outcome,
    status: statusOf(outcome),
    usage: usageOf(metrics) ?? events.usage ?? totalUsage(steps),
    timing: spanOf(steps.flatMap(({ timing }) => [timing?.start, timing?.end])),
    logged: numbers({ attempt: count(row.attempt) ?? null, max_iterations: metadata?.max_iterations ?? null }),
    extra: extras(row, instance),
  };
}

/** The name of the model alone: the rest of its configuration may hold keys. */
const modelIn = (metadata: JsonObject | undefined): string | undefined =>
  text(object(metadata?.llm_config)?.model) ?? text(object(metadata?.llm)?.model);

const issueId = (issue: JsonObject | undefined): string | undefined =>
  issue === undefined ? undefined : `${text(issue.owner) ?? ''}/${text(issue.repo) ?? ''}#${idText(issue.number) ?? ''}`;

const issueText = (issue: JsonObject | undefined): string | undefined =>
  [text(issue?.title), text(issue?.body)].filter(Boolean).join('\n\n') || undefined;

/** The agent's own end, in the words of the controller; anything else broke around it. */
const LIMIT = /max\w* (?:number of )?iteration|iteration limit|max\w* budget|budget|stuck|loop|context window|MaxIterations/i;

function outcomeOf(row: JsonObject, events: AgentRun, reports: readonly Json[], id: string | undefined): Outcome {
  const result = object(row.test_result);
  const error = text(row.error) || events.error;
  const limit = error !== undefined && LIMIT.test(error);
  const said =
    flag(object(result?.report)?.resolved) ??
    flag(result?.resolved) ??
    flag(row.success) ??
    (id === undefined ? undefined : reports.map((report) => verdictOf(report, id, false)).find((verdict) => verdict !== undefined));
  const score = number(result?.score) ?? number(result?.reward);
  const success = said ?? flag(result?.score) ?? flag(result?.result) ?? zeroOrOne(score);
  return (
    present({
      reward: score ?? (success === undefined ? undefined : Number(success)),
      success,
      rewards: result && numbers(result),
      label: said === undefined ? undefined : said ? 'resolved' : 'unresolved',
      stop: limit ? error : events.state,
      error: error === undefined || limit ? undefined : error,
    }) ?? {}
  );
}

function statusOf(outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (outcome.reward !== undefined) return 'scored';
  return outcome.stop !== undefined && LIMIT.test(outcome.stop) ? 'truncated' : 'unscored';
}

/** Times and tokens of each answer of the model are told apart from the events, by its id; costs only in order. */
function measured(events: AgentRun, metrics: JsonObject | undefined): readonly Step[] {
  const byId = (key: string) => new Map(objects(metrics?.[key]).map((item) => [text(item.response_id), item] as const));
  const [latencies, tokens] = [byId('response_latencies'), byId('token_usages')];
  const costs = objects(metrics?.costs).map(({ cost }) => number(cost));
  return events.steps.map((step, k) => {
    const id = events.responses?.[k];
    const latency = id === undefined ? undefined : milliseconds(number(latencies.get(id)?.latency));
    const used = id === undefined ? undefined : tokens.get(id);
    const logged = present({ ...step.logged, generation_ms: latency, cache_read_tokens: number(used?.cache_read_tokens) });
    const usage = present({
      input: step.usage?.input ?? number(used?.prompt_tokens),
      output: step.usage?.output ?? number(used?.completion_tokens),
      cost: step.usage?.cost ?? (costs.length === events.steps.length ? costs[k] : undefined),
    });
    return present({ ...step, logged: logged as Step['logged'], usage }) as Step;
  });
}

function usageOf(metrics: JsonObject | undefined): Draft['usage'] {
  const tokens = object(metrics?.accumulated_token_usage);
  return present({
    input: number(tokens?.prompt_tokens),
    output: number(tokens?.completion_tokens),
    cost: number(metrics?.accumulated_cost),
  });
}

/** A patch longer than this stays in the file. */
const PATCH_CHARS = 20_000;

function extras(row: JsonObject, instance: JsonObject | undefined): JsonObject | undefined {
  const patch = text(object(row.test_result)?.git_patch) ?? text(row.git_patch);
  return present({
    repo: text(instance?.repo),
    base_commit: text(instance?.base_commit),
    issue_type: text(row.issue_type),
    explanation: text(row.result_explanation)?.slice(0, PATCH_CHARS),
    patch: patch === undefined || patch === '' || patch.length > PATCH_CHARS ? undefined : patch,
  }) as JsonObject | undefined;
}
