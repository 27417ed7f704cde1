import type { Policy, Trajectory } from '../../model/trajectory.ts';
import { features } from '../features.ts';
import type { Example } from './examples.ts';
import { taskKeys } from './task-keys.ts';

/** Undefined when the outcome is unknown: then it tells a fit nothing. */
export function exampleOf(trajectory: Trajectory): Example | undefined {
  const { success } = trajectory.outcome;
  if (success === undefined || trajectory.steps.length === 0) return undefined;
  const policy = policyName(trajectory.policy);
  return {
    keys: taskKeys(trajectory),
    success,
    features: features(trajectory),
    own: trajectory.steps.map(({ actor }) => actor !== 'user'),
    ...(policy !== undefined && { policy }),
  };
}

/** Model and scaffold together; undefined when the log names neither. */
export function policyName({ model, agent }: Policy): string | undefined {
  const named = [model, agent].filter((name) => name !== undefined);
  return named.length === 0 ? undefined : named.join(' / ');
}
