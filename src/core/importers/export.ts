import type { Json, JsonObject } from '../model/json.ts';
import type { Outcome, Step, Trajectory } from '../model/trajectory.ts';

/** Version of the row; grows when a reader of the old one would misread the new one. */
export const ROW_VERSION = 1;

/**
 * A trajectory as one JSON object in our own versioned format, the one `import --json` prints and the `rollout-lens`
 * importer reads back. The keys a reader may rely on are always there, `null` where the log does not say; the rest is
 * there only when known. `id` is left out: it belongs to the place the trajectory was read from.
 */
export function toRow(trajectory: Trajectory): JsonObject {
  const { source, format, run, group, sample, task, policy, outcome, status, preamble, steps } = trajectory;
  return plain({
    rolloutLens: ROW_VERSION,
    source,
    format,
    run,
    group,
    sample,
    task: { id: task.id ?? null, text: task.text ?? null },
    policy: { model: policy.model ?? null, agent: policy.agent ?? null, update: policy.update ?? null },
    outcome: outcomeRow(outcome),
    status,
    preamble,
    steps: steps.map(stepRow),
    usage: trajectory.usage ?? null,
    timing: trajectory.timing ?? null,
    logged: trajectory.logged ?? null,
    links: trajectory.links ?? null,
    reference: trajectory.reference ?? null,
    extra: trajectory.extra ?? null,
  }) as JsonObject;
}

const outcomeRow = (outcome: Outcome) => ({ ...outcome, reward: outcome.reward ?? null, success: outcome.success ?? null });

const stepRow = (step: Step) => ({
  ...step,
  index: step.index,
  actor: step.actor,
  thought: step.thought ?? null,
  text: step.text ?? null,
  actions: step.actions,
  observations: step.observations,
  reward: step.reward ?? null,
});

/** The value as JSON would keep it: no `undefined` keys, `null` for numbers that are not finite. */
function plain(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plain);
  const kept = Object.entries(value as object).filter(([, item]) => item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, plain(item)]));
}
