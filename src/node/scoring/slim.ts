import type { Json } from '../../core/model/json.ts';
import type { Step, Trajectory } from '../../core/model/trajectory.ts';
import { cut } from '../../core/scoring/words.ts';
import type { ScoreParams } from '../../protocol/scoring.ts';

/**
 * What a scorer may read of a trajectory, and no more: no images, token traces, rewards or numbers, and no text beyond
 * the limit at which features cut a field. Cutting a part before its field is joined and cut changes nothing, because
 * a cut keeps as much of both ends as the field does. So the message stays small however large the log is.
 */
export function slim({ task, preamble, steps }: Trajectory): Pick<ScoreParams, 'task' | 'preamble' | 'steps'> {
  return {
    task: task.text === undefined ? {} : { text: cut(task.text) },
    preamble:
      task.text === undefined ? preamble.filter(({ role }) => role !== 'system').map(({ role, text }) => ({ role, text: cut(text) })) : [],
    steps: steps.map(slimStep),
  };
}

const slimStep = ({ index, actor, thought, text, actions, observations, error }: Step): Step => ({
  index,
  actor,
  ...(thought !== undefined && { thought: cut(thought) }),
  ...(text !== undefined && { text: cut(text) }),
  actions: actions.map(({ tool, args }) => ({ tool, args: slimJson(args) })),
  observations: observations.map(({ text, from, isError }) => ({
    text: cut(text),
    ...(from !== undefined && { from }),
    ...(isError !== undefined && { isError }),
  })),
  ...(error !== undefined && { error: cut(error) }),
});

function slimJson(value: Json): Json {
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(slimJson);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, slimJson(inner)]));
}
