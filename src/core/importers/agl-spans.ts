import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { type AglRollout, type ModelCall, newRollout, takeEvent, takeLastTurn, takeSpan } from './agl-calls.ts';
import { count, idText, isObject, mostly, numbers, present } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile } from './importer.ts';
import { askedText, dialogue } from './messages.ts';
import { solvedBy } from './outcomes.ts';
import { recordsOf } from './records.ts';
import { turn } from './turn.ts';

/** Spans repeat the conversation with every call; what is larger than this does not fit in memory at once. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Agent Lightning's store as JSON: spans (up to 0.3), events (from 1.0), or the last turns it uploads (microsoft/
 * agent-lightning). Lines of one rollout and attempt are one trajectory; each model call is a step, and what the next
 * call was given beyond the conversation so far answers it.
 */
export const aglSpans: FileImporter = {
  id: 'agl-spans',
  name: 'Agent Lightning spans',
  rewards: 'the last reward span or event; earlier ones are rewards of the call before them',
  groups: 'the same prompt in the first call; the log names rollouts and attempts, not tasks',
  containers: ['lines', 'elements'],
  writes: 'append',
  unit: 'file',
  detect: ({ records }) => (mostly(records, (record) => kindOf(record) !== undefined) ? 'sure' : 'no'),

  async *read(file): AsyncGenerator<Imported> {
    if (file.size > MAX_BYTES) {
      const message = `The file is larger than ${MAX_BYTES / 1e6} MB, and its lines belong together`;
      throw new LogError({ severity: 'error', code: 'too-large', message, remedy: 'Export fewer rollouts per file.', file: file.path });
    }
    const rollouts = new Map<string, AglRollout>();
    for await (const item of recordsOf(file, await containerOf(file))) {
      if ('problem' in item) yield { problem: item.problem };
      else if ('record' in item) {
        const { value, place } = item.record;
        const kind = kindOf(value);
        if (kind === undefined || !isObject(value)) {
          const where = place.kind === 'bytes' ? { line: place.line, offset: place.offset } : {};
          yield {
            problem: {
              severity: 'warning',
              code: 'agl-line',
              message: 'This is no span or event of Agent Lightning; it was left out',
              ...where,
            },
          };
        } else rolloutOf(value, rollouts, kind);
      }
    }
    for (const [item, rollout] of [...rollouts.values()].entries())
      yield { draft: draftOf(rollout, folderOf(file.path)), place: { kind: 'item', item } };
  },
};

type Kind = 'span' | 'event' | 'last-turn';

function kindOf(value: Json): Kind | undefined {
  if (!isObject(value) || idText(value.rollout_id) === undefined) return undefined;
  if ('span_id' in value && isObject(value.attributes)) return 'span';
  if (typeof value.event_type === 'string' && isObject(value.data)) return 'event';
  return 'prompt' in value && 'response' in value && 'reward' in value ? 'last-turn' : undefined;
}

async function containerOf(file: LogFile): Promise<'lines' | 'elements'> {
  const head = await file.bytes(0, 1024);
  const first = head.find((byte) => byte > 0x20 && byte < 0x80);
  return first === 0x5b ? 'elements' : 'lines';
}

function rolloutOf(value: JsonObject, rollouts: Map<string, AglRollout>, kind: Kind): void {
  const [id, attempt] = [idText(value.rollout_id) ?? '', idText(value.attempt_id)];
  const key = JSON.stringify([id, attempt]);
  const rollout = rollouts.get(key) ?? newRollout(id, attempt);
  rollouts.set(key, rollout);
  if (kind === 'span') takeSpan(rollout, value);
  else if (kind === 'event') takeEvent(rollout, value);
  else takeLastTurn(rollout, value);
}

function draftOf(rollout: AglRollout, run: string): Draft {
  const calls = deduplicated([...rollout.calls].sort(inOrder));
  const rewards = [...rollout.rewards].sort(inOrder);
  const preamble = dialogue([], calls[0]?.prompt ?? []).preamble;
  const outcome = readOutcome(rollout, rewards);
  return {
    format: 'agl-spans',
    run,
    group: calls[0] === undefined ? rollout.id : `prompt-${shortHash([JSON.stringify(calls[0].prompt)], 12)}`,
    task: { text: askedText(preamble) },
    policy: present({ model: calls[0]?.model, update: count(calls[0]?.version) }) ?? {},
    preamble,
    steps: stepsOf(calls, rewards),
    outcome,
    status: outcome.error !== undefined ? 'error' : outcome.reward === undefined ? 'unscored' : 'scored',
    extra: present({ rollout: rollout.id, attempt: rollout.attempt }) as JsonObject | undefined,
  };
}

/** By sequence number where there is one, else by time, else as they stand. */
const inOrder = (a: { readonly order: number }, b: { readonly order: number }): number => a.order - b.order;

/** A proxy and a client may both record a call; the answer's id tells. The record with tokens stays. */
function deduplicated(calls: readonly ModelCall[]): readonly ModelCall[] {
  const kept: ModelCall[] = [];
  const places = new Map<string, number>();
  for (const call of calls) {
    const place = call.response === undefined ? undefined : places.get(call.response);
    if (place === undefined) {
      if (call.response !== undefined) places.set(call.response, kept.length);
      kept.push(call);
    } else if (kept[place]?.tokens === undefined && call.tokens !== undefined) kept[place] = call;
  }
  return kept;
}

function stepsOf(calls: readonly ModelCall[], rewards: AglRollout['rewards']): readonly Step[] {
  return calls.map((call, index) => {
    const next = calls[index + 1];
    // The last reward is the outcome; the others belong to the call before them.
    const reward = rewards.slice(0, -1).findLast((given) => given.order >= call.order && (next === undefined || given.order < next.order));
    return {
      ...turn(call.message, next === undefined ? [] : answersIn(next.prompt, call.prompt)),
      index,
      ...(reward === undefined ? {} : { reward: reward.values[0]?.[1] }),
      ...(call.tokens === undefined ? {} : { tokens: call.tokens }),
      ...(call.timing === undefined ? {} : { timing: call.timing }),
      ...(call.usage === undefined ? {} : { usage: call.usage }),
      ...(call.error === undefined ? {} : { error: call.error }),
    };
  });
}

/** What a prompt has beyond the one before it and the answer to that; the whole of it where it begins another conversation. */
function answersIn(next: readonly JsonObject[], prompt: readonly JsonObject[]): readonly JsonObject[] {
  const continues = next.length > prompt.length && prompt.every((message, k) => message.content === next[k]?.content);
  return continues ? next.slice(prompt.length + (next[prompt.length]?.role === 'assistant' ? 1 : 0)) : next;
}

function readOutcome(rollout: AglRollout, rewards: AglRollout['rewards']): Outcome {
  const last = rewards.at(-1);
  if (last === undefined) return rollout.error === undefined ? {} : { error: rollout.error };
  const reward = last.values[0]?.[1];
  return { reward, success: solvedBy(reward), rewards: last.values.length > 1 ? numbers(Object.fromEntries(last.values)) : undefined };
}
