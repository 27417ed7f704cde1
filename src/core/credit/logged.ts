import type { Step, Trajectory } from '../model/trajectory.ts';

/** What the trainer itself wrote about the credit of a trajectory. */
export interface LoggedCredit {
  /** Per step: the logged advantage, the mean over its tokens in the loss where it was logged per token. */
  readonly values: readonly (number | undefined)[];
  /** Per step, how many of its tokens carry an advantage that is not 0, of how many; absent where none was logged. */
  readonly tokens: readonly (TokenShare | undefined)[];
  readonly level: 'trajectory' | 'step' | 'token';
}

export interface TokenShare {
  readonly credited: number;
  readonly all: number;
  /** Of the credited ones, those outside the loss mask. */
  readonly outside: number;
}

/** Undefined when no advantage was logged. */
export function loggedCredit({ logged, steps }: Trajectory): LoggedCredit | undefined {
  const tokens = steps.map(tokenShare);
  const level = tokens.some((t) => t) ? 'token' : steps.some((s) => s.logged?.advantage !== undefined) ? 'step' : 'trajectory';
  const values = steps.map((s) => stepAdvantage(s) ?? logged?.advantage);
  return values.some((v) => v !== undefined) ? { values, tokens, level } : undefined;
}

function stepAdvantage({ logged, tokens }: Step): number | undefined {
  const known = (tokens?.advantages ?? []).filter((a, k) => !Number.isNaN(a) && (tokens?.lossMask?.[k] ?? 1) !== 0);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : logged?.advantage;
}

function tokenShare({ tokens }: Step): TokenShare | undefined {
  const { advantages, lossMask } = tokens ?? {};
  if (!advantages || advantages.length === 0) return undefined;
  let [credited, outside] = [0, 0];
  advantages.forEach((a, k) => {
    if (a === 0 || Number.isNaN(a)) return;
    credited++;
    if (lossMask?.[k] === 0) outside++;
  });
  return { credited, all: advantages.length, outside };
}
