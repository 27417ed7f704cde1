import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { allRecords } from './all-records.ts';
import { idText, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile } from './importer.ts';
import { merged } from './leftovers.ts';
import { askedText } from './messages.ts';
import { evaluationsOf, finishOf, traceSpan } from './otlp-conventions.ts';
import { isAboutAgents, isExport, isOtherSignal, type OtlpSpan, spansIn } from './otlp-span.ts';
import { isLimit, namedSuccess } from './outcomes.ts';
import { type TraceSpan, traceSteps } from './trace-steps.ts';

/**
 * OpenTelemetry traces in OTLP/JSON, as the collector's file exporter and coding assistants write them: one export
 * request a line, the spans of a trace over many lines, children before parents, some of them twice. The spans of a
 * trace (of a conversation, where a trace holds several) are one trajectory; what is not about agents is left out.
 */
export const otlp: FileImporter = {
  id: 'otlp',
  name: 'OpenTelemetry traces (GenAI, OpenInference)',
  rewards: 'events `gen_ai.evaluation.result`, attributes `annotation.score`; the name `reward` or `score` is the reward',
  groups: 'the same task text in one folder, else the trace',
  containers: ['lines', 'document', 'elements'],
  writes: 'append',
  unit: 'file',

  detect: ({ records }) => {
    const requests = records.filter((record) => isExport(record));
    if (requests.length === 0) return 'no';
    return requests.some((request) => spansIn(request as JsonObject).some(isAboutAgents)) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const spans = new Map<string, OtlpSpan>();
    for await (const item of allRecords(file, ['lines', 'document', 'elements'])) {
      if ('problem' in item) yield item;
      else if (isExport(item.record.value)) {
        // After a retry a span is there twice: the later one is whole.
        for (const span of spansIn(item.record.value)) if (isAboutAgents(span)) spans.set(`${span.trace} ${span.id}`, span);
      } else if (!isOtherSignal(item.record.value)) yield { problem: notARequest(item.record.place) };
    }
    let item = 0;
    let empty = 0;
    for (const conversation of conversationsIn([...spans.values()])) {
      const { draft, isEmpty } = readConversation(conversation, file.path);
      if (isEmpty) empty++;
      yield { draft, place: { kind: 'item', item: item++ } };
    }
    if (empty > 0) yield { problem: withoutContents(empty, item) };
  },
};

const notARequest = (place: { readonly kind: string; readonly line?: number; readonly offset?: number }): Problem =>
  new LogError({
    severity: 'error',
    code: 'otlp-request',
    message: 'This record is no OTLP export: it has no "resourceSpans"',
    remedy: 'It was left out; the other records are read. Let the exporter write OTLP/JSON.',
    line: place.line,
    offset: place.offset,
  }).problem;

const withoutContents = (empty: number, of: number): Problem => ({
  severity: 'info',
  code: 'no-contents',
  message: `${empty} of ${of} traces hold no messages: what the model read and said was not captured, or was redacted`,
  remedy: 'Let the instrumentation capture contents, e.g. with OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true.',
});

/** By trace, in order of appearance; a trace that names several conversations is cut into them. */
function conversationsIn(spans: readonly OtlpSpan[]): readonly (readonly OtlpSpan[])[] {
  const byId = new Map(spans.map((span) => [`${span.trace} ${span.id}`, span]));
  const named = new Map<string, Set<string>>();
  for (const span of spans) {
    const id = conversationId(span);
    if (id !== undefined) named.set(span.trace, (named.get(span.trace) ?? new Set()).add(id));
  }
  const found = new Map<string, OtlpSpan[]>();
  for (const span of spans) {
    const several = (named.get(span.trace)?.size ?? 0) > 1;
    const key = `${span.trace} ${several ? (conversationAbove(span, byId) ?? '') : ''}`;
    const members = found.get(key);
    if (members === undefined) found.set(key, [span]);
    else members.push(span);
  }
  return [...found.values()];
}

const conversationId = ({ attributes }: OtlpSpan): string | undefined =>
  idText(attributes['gen_ai.conversation.id']) ?? idText(attributes['session.id']);

/** A span without a conversation belongs to that of the nearest span above that has one. */
function conversationAbove(span: OtlpSpan, byId: ReadonlyMap<string, OtlpSpan>): string | undefined {
  let at: OtlpSpan | undefined = span;
  for (let hops = 0; at !== undefined && hops < 100; hops++) {
    const id = conversationId(at);
    if (id !== undefined) return id;
    at = at.parent === undefined ? undefined : byId.get(`${at.trace} ${at.parent}`);
  }
  return undefined;
}

function readConversation(spans: readonly OtlpSpan[], path: string): { readonly draft: Draft; readonly isEmpty: boolean } {
  const ids = new Set(spans.map(({ id }) => id));
  const roots = spans.filter((span) => span.parent === undefined || !ids.has(span.parent));
  const root = roots.find((span) => span.parent === undefined) ?? roots[0] ?? spans[0];
  const inner = spans.map(traceSpan);
  const { preamble, steps, empty } = traceSteps(inner);
  const task = askedText(preamble);
  const last = spans.findLast((span) => finishOf(span) !== undefined);
  const outcome = outcomeOf(spans, inner, root, last === undefined ? undefined : finishOf(last));
  return {
    isEmpty: empty,
    draft: {
      format: 'otlp',
      run: folderOf(path),
      group: task === undefined ? `trace-${root?.trace ?? ''}` : `task-${shortHash([task], 12)}`,
      task: { text: task },
      policy: present({ agent: agentOf(root), model: inner.map(({ model }) => model).find((model) => model !== undefined) }) ?? {},
      preamble,
      steps,
      outcome,
      status: statusOf(outcome, root?.parent !== undefined && !inner.some(isOuter)),
      timing: present({ start: root?.start, end: root?.end }),
      extra: merged({
        trace: root?.trace,
        conversation: spans.map(conversationId).find((id) => id !== undefined),
        service: root?.service,
        contents: empty ? 'not captured' : undefined,
        explanations: explanationsOf(spans),
      }),
    },
  };
}

const agentOf = (root: OtlpSpan | undefined): string | undefined =>
  text(root?.attributes['gen_ai.agent.name']) ?? text(root?.attributes['agent.name']) ?? root?.service;

function outcomeOf(spans: readonly OtlpSpan[], inner: readonly TraceSpan[], root: OtlpSpan | undefined, stop: string | undefined): Outcome {
  // What judges one model call stays with its step.
  const evaluations = spans.flatMap((span, k) => (span === root || inner[k]?.kind !== 'model' ? evaluationsOf(span) : []));
  const scored = evaluations.flatMap(({ name, score }): [string, number][] => (score === undefined ? [] : [[name, score]]));
  const rewards = scored.length > 0 ? Object.fromEntries(scored) : undefined;
  const label = evaluations.map((evaluation) => evaluation.label).find((word) => word !== undefined);
  return (
    present({
      reward: rewards?.reward ?? rewards?.score,
      success: namedSuccess(rewards),
      rewards,
      label,
      stop,
      error: root?.error,
    }) ?? {}
  );
}

function explanationsOf(spans: readonly OtlpSpan[]): JsonObject | undefined {
  const found = spans
    .flatMap(evaluationsOf)
    .flatMap(({ name, why }): [string, string][] => (why === undefined ? [] : [[name, why.slice(0, 1000)]]));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** `orphaned`: a parent is exported when it ends; while there is none above the calls, it goes on. */
function statusOf(outcome: Outcome, orphaned: boolean): Status {
  if (outcome.error !== undefined) return 'error';
  if (isLimit(outcome.stop)) return 'truncated';
  if (outcome.reward !== undefined || outcome.success !== undefined) return 'scored';
  return orphaned ? 'running' : 'unscored';
}

const isOuter = ({ kind }: TraceSpan): boolean => kind === 'agent' || kind === 'other';
