import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { readDocument } from './document.ts';
import { idText, isObject, number, numbers, object, objects, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { askedText, isChat } from './messages.ts';
import { miniSteps } from './mini-swe-steps.ts';
import { spanOf, totalUsage } from './open-step.ts';
import { resolvedIn } from './sweagent-report.ts';

const isDocument = (value: unknown): value is JsonObject =>
  isObject(value) && Array.isArray(value.messages) && (text(value.trajectory_format)?.startsWith('mini-swe-agent') ?? false);

/** Before 1.0 the file was the bare list of messages; the way commands are answered tells it from other chats. */
const isBareList = (value: Json | undefined): value is readonly JsonObject[] =>
  isChat(value) && value.some((message) => message.role === 'user' && (text(message.content)?.startsWith('<returncode>') ?? false));

/** A patch longer than this stays in the file. */
const PATCH_CHARS = 20_000;

/**
 * mini-swe-agent runs, from the bare message list before 1.0 to 2.x; rewritten after every step (2.x). The file says
 * how the agent stopped; whether it solved the issue comes from an evaluation report beside or above it, or stays
 * unknown. The model's configuration may hold API keys and is never copied.
 */
export const miniSweAgent: FileImporter = {
  id: 'mini-swe-agent',
  name: 'mini-swe-agent trajectory',
  rewards: 'resolved in report.json, results.json or eval_results.json beside or up to two folders above',
  groups: 'instance id within one run folder',
  containers: ['document'],
  writes: 'rewrite',
  unit: 'file',

  detect({ records }: Probe) {
    return isDocument(records[0]) || isBareList(records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    if (!isDocument(document) && !isBareList(document)) {
      throw new LogError({
        severity: 'error',
        code: 'mini-swe-agent',
        message: 'This is no mini-swe-agent trajectory',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
    }
    yield { draft: await draft(file, isObject(document) ? document : { messages: document }), place: { kind: 'file' } };
  },
};

async function draft(file: LogFile, document: JsonObject): Promise<Draft> {
  const info = object(document.info);
  const config = object(info?.config);
  const messages = objects(document.messages);
  const last = messages.findLast((message) => message.role === 'exit');
  const { preamble, steps } = miniSteps(messages);
  const stem = instanceName(file.name);
  const instance = idText(document.instance_id) ?? stem;
  const folder = folderOf(file.path);
  const own = [stem, instance].includes(nameOf(folder));
  const resolved = await resolvedIn(file, new Set([instance, stem]), own);
  const exit = text(info?.exit_status) ?? text(object(last?.extra)?.exit_status);
  const traceback = text(object(last?.extra)?.traceback) || undefined;
  const asked = askedText(preamble);
  return {
    format: 'mini-swe-agent',
    run: own ? folderOf(folder) : folder,
    group: instance,
    task: present({ id: idText(document.instance_id) ?? stem, text: taskIn(asked, text(object(config?.agent)?.instance_template)) }) ?? {},
    policy: present({ model: text(object(config?.model)?.model_name), agent: 'mini-swe-agent' }) ?? {},
    preamble,
    steps,
    outcome: outcomeOf(exit, resolved, traceback),
    status: statusOf(info, exit, resolved),
    usage: present({ ...totalUsage(steps), cost: number(object(info?.model_stats)?.instance_cost) }),
    timing: spanOf(steps.flatMap(({ timing }) => [timing?.start, timing?.end])),
    logged: numbers({ api_calls: object(info?.model_stats)?.api_calls ?? null }),
    extra: present({
      version: text(info?.mini_version),
      trajectory_format: text(document.trajectory_format),
      submission: patch(info?.submission),
      traceback: traceback?.slice(-PATCH_CHARS),
    }) as JsonObject | undefined,
  };
}

const instanceName = (name: string): string => name.replace(/\.(gz|zst)$/i, '').replace(/(?<=.)(\.traj)?\.[^.]*$/i, '');

/** Limits the agent ran into are its own doing; any other name than its own endings is an exception. */
const LIMITS = /^(LimitsExceeded|TimeExceeded|CostLimitExceeded|StepLimitExceeded|RepeatedFormatError|FormatError)$/;
const failed = (exit: string | undefined): boolean => exit !== undefined && exit !== '' && exit !== 'Submitted' && !LIMITS.test(exit);

function outcomeOf(exit: string | undefined, resolved: boolean | undefined, traceback: string | undefined): Outcome {
  const verdict = resolved === undefined ? {} : { reward: Number(resolved), success: resolved };
  return (
    present({
      ...verdict,
      label: resolved === undefined ? exit || undefined : resolved ? 'resolved' : 'unresolved',
      stop: exit || undefined,
      error: failed(exit) ? [exit, traceback?.trim().split('\n').at(-1)].filter(Boolean).join(': ') : undefined,
    }) ?? {}
  );
}

function statusOf(info: JsonObject | undefined, exit: string | undefined, resolved: boolean | undefined): Status {
  if (failed(exit)) return 'error';
  if (resolved !== undefined) return 'scored';
  if (exit) return exit === 'Submitted' ? 'unscored' : 'truncated';
  return info === undefined ? 'unscored' : 'running';
}

/** The issue alone, where the template that was filled with it is logged and its words are found around it. */
function taskIn(asked: string | undefined, template: string | undefined): string | undefined {
  const [before, after] = template?.split('{{task}}') ?? [];
  if (asked === undefined || before === undefined || after === undefined || before.includes('{')) return asked;
  const words = (after.split('{')[0] ?? '').trim().split('\n')[0] ?? '';
  const start = before.trim() === '' ? 0 : asked.indexOf(before.trim());
  const end = words === '' ? -1 : asked.indexOf(words, start + before.trim().length);
  if (start < 0) return asked;
  return asked.slice(start + before.trim().length, end < 0 ? undefined : end).trim() || asked;
}

function patch(submission: Json | undefined): string | undefined {
  const words = text(submission);
  return words === '' || (words?.length ?? 0) > PATCH_CHARS ? undefined : words;
}
