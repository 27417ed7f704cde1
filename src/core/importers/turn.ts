import type { JsonObject } from '../model/json.ts';
import type { Step } from '../model/trajectory.ts';
import { dialogue } from './messages.ts';

/**
 * One model call and what answered it, as one step: for logs that number their calls, where two in a row must stay two.
 * Assistant messages among the answers were put there by the scaffold and count as observations.
 */
export function turn(message: JsonObject, answers: readonly JsonObject[]): Omit<Step, 'index'> {
  const seen = answers.map((answer) => (SPEAKERS.has(String(answer.role)) ? { ...answer, role: 'environment' } : answer));
  const { index: _index, ...step } = dialogue([{ ...message, role: 'assistant' }, ...seen]).steps[0] ?? { ...NOTHING, index: 0 };
  return step;
}

const NOTHING: Omit<Step, 'index'> = { actor: 'assistant', actions: [], observations: [] };

const SPEAKERS = new Set(['assistant', 'gpt', 'model', 'ai', 'function_call']);
