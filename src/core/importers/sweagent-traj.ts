import type { JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status, Step, Usage } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { folderOf, nameOf, stemOf } from '../text/path.ts';
import { readDocument } from './document.ts';
import { idText, isObject, list, number, numbers, object, objects, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { resolvedIn } from './sweagent-report.ts';
import { sweAgentPreamble, sweAgentSteps } from './sweagent-steps.ts';

/** History entries are told from other chat logs by the fields SWE-agent alone writes. */
const isHistory = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => isObject(item) && typeof item.role === 'string' && typeof item.agent === 'string');

const isDocument = (value: unknown): value is JsonObject =>
  isObject(value) && (Array.isArray(value.trajectory) || !('trajectory' in value)) && (isHistory(value.history) || isEarly(value));

/** Before the first answer the history is short or missing, but `trajectory` and `info` are there. */
const isEarly = (value: JsonObject): boolean =>
  Array.isArray(value.trajectory) && Array.isArray(value.history) && isObject(value.info) && !('trajectory_format' in value);

const isRetry = (value: unknown): value is JsonObject =>
  isObject(value) && Array.isArray(value.attempts) && value.attempts.length > 0 && value.attempts.every(isDocument);

/** A patch longer than this stays in the file. */
const PATCH_CHARS = 20_000;

/**
 * SWE-agent runs (0.x and 1.x), its demonstrations, and its retrying agents. The file says how the agent stopped, not
 * whether it solved the issue: that comes from an evaluation report beside or above it, or stays unknown.
 */
export const sweagentTraj: FileImporter = {
  id: 'sweagent-traj',
  name: 'SWE-agent trajectory',
  rewards: 'resolved in report.json, results.json or eval_results.json beside or up to two folders above',
  groups: 'instance id within one run folder',
  containers: ['document'],
  writes: 'rewrite',
  unit: 'file',

  detect(probe: Probe) {
    const first = probe.records[0];
    return isDocument(first) || isRetry(first) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    const retry = isRetry(document);
    if (!retry && !isDocument(document)) {
      throw new LogError({
        severity: 'error',
        code: 'sweagent-traj',
        message: 'This is no SWE-agent document.',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
    }
    const about = await describe(file, document);
    const finished = 'trajectory' in document || !retry;
    if (finished) yield { draft: draft(document, about, about.resolved), place: { kind: 'file' } };
    if (!retry) return;
    const attempts = objects(document.attempts);
    const best = finished ? number(object(document.info)?.best_attempt_idx) : undefined;
    for (const [index, attempt] of attempts.entries()) {
      if (index === best) continue;
      const read = draft(attempt, about, undefined);
      const going = !finished && index === attempts.length - 1 && read.status === 'unscored' ? 'running' : read.status;
      yield { draft: { ...read, status: going, extra: { ...read.extra, attempt: index } }, place: { kind: 'item', item: index + 1 } };
    }
  },
};

/** SWE-agent names the file after the instance; archives add an ending. */
const instanceName = (path: string): string => stemOf(path.replace(/\.(gz|zst)$/i, ''));

interface About {
  readonly run: string;
  readonly instance: string;
  readonly issue: string | undefined;
  readonly model: string | undefined;
  readonly resolved: boolean | undefined;
}

async function describe(file: LogFile, document: JsonObject): Promise<About> {
  const logged = document.replay_config;
  const replay = object(typeof logged === 'string' ? tryJson(logged) : logged);
  const problem = object(replay?.problem_statement);
  const stem = instanceName(file.path);
  const instance = idText(problem?.id) ?? stem;
  const folder = folderOf(file.path);
  const own = nameOf(folder) === stem;
  return {
    run: own ? folderOf(folder) : folder,
    instance,
    issue: text(problem?.text),
    model: text(object(object(replay?.agent)?.model)?.name),
    resolved: await resolvedIn(file, new Set([instance, stem]), own),
  };
}

function draft(document: JsonObject, about: About, resolved: boolean | undefined): Draft {
  const info = object(document.info);
  const preamble = sweAgentPreamble(document);
  const steps = sweAgentSteps(document);
  const exit = text(info?.exit_status);
  const outcome = outcomeOf(exit, resolved);
  const asked = preamble.findLast((message) => message.role === 'user')?.text;
  return {
    format: 'sweagent-traj',
    run: about.run,
    group: about.instance,
    task: present({ id: about.instance, text: about.issue ?? asked }) ?? {},
    policy: present({ model: about.model, agent: 'SWE-agent' }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(info, exit, resolved),
    usage: usageOf(object(info?.model_stats), steps),
    logged: numbers({ api_calls: object(info?.model_stats)?.api_calls ?? null, review: object(info?.review)?.accept ?? null }),
    extra: patch(info),
  };
}

function outcomeOf(exit: string | undefined, resolved: boolean | undefined): Outcome {
  const verdict = resolved === undefined ? {} : { reward: Number(resolved), success: resolved };
  return (
    present({
      ...verdict,
      label: resolved === undefined ? exit : resolved ? 'resolved' : 'unresolved',
      stop: exit,
      error: failed(exit) ? exit : undefined,
    }) ?? {}
  );
}

/** The scaffold or the model API broke; a limit the agent ran into is its own doing. */
const failed = (exit: string | undefined): boolean => exit !== undefined && /exit_(error|api|environment)/.test(exit);

function statusOf(info: JsonObject | undefined, exit: string | undefined, resolved: boolean | undefined): Status {
  if (failed(exit)) return 'error';
  if (resolved !== undefined) return 'scored';
  if (exit === undefined) return info === undefined ? 'unscored' : 'running';
  return exit.includes('exit_') ? 'truncated' : 'unscored';
}

/** A replayed demonstration made no model calls and logs zeros: that is no measurement. */
function usageOf(stats: JsonObject | undefined, steps: readonly Step[]): Usage | undefined {
  const [input, output] = [number(stats?.tokens_sent), number(stats?.tokens_received)];
  if (!input && !output && steps.length > 0) return undefined;
  return present({ input, output, cost: number(stats?.instance_cost) });
}

function patch(info: JsonObject | undefined): JsonObject | undefined {
  const submission = text(info?.submission);
  const edited = list(info?.edited_files);
  if (submission === undefined || submission.length > PATCH_CHARS) return edited ? { edited_files: edited } : undefined;
  return { submission };
}
