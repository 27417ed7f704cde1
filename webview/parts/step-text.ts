import type { Step } from '../../src/core/model/trajectory.ts';

/** A step as text for the clipboard. */
export function stepText(step: Step): string {
  const parts = [
    step.thought,
    step.text,
    ...step.actions.map(({ tool, args }) => `${tool}: ${typeof args === 'string' ? args : JSON.stringify(args, null, 2)}`),
    ...step.observations.map(({ text }) => text),
    step.error,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
