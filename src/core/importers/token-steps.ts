import type { Step, TokenTrace } from '../model/trajectory.ts';
import { textSteps } from './tagged-text.ts';

/**
 * Steps of a decoded completion that may come with one token trace. A trace covers the whole completion, and nothing in
 * a log says which tokens made which paragraph: with a trace the completion of one model call stays one step, so that
 * every token keeps its text; without one it is cut as any plain text.
 */
export function completionSteps(text: string, tokens: TokenTrace | undefined): readonly Step[] {
  const steps = textSteps(text);
  if (tokens === undefined) return steps;
  const acts = steps.some((step) => step.actions.length > 0 || step.observations.length > 0);
  if (steps.length === 1 || acts) return steps.map((step) => (steps.length === 1 ? { ...step, tokens } : step));
  return [{ index: 0, actor: 'assistant', text, actions: [], observations: [], tokens }];
}
