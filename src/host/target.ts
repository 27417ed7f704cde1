/** What a command works on: a row of the tree, a link in a hover, the trajectory in view. */
export type Target =
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'group'; readonly run: string; readonly group: string }
  | { readonly kind: 'trajectory'; readonly id: string; readonly step?: number };

/** A command's first argument as a target; it may come from a link or another extension, so it is checked. */
export function asTarget(value: unknown): Target | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, run, group, id, step } = value as Record<string, unknown>;
  if (kind === 'trajectory' && typeof id === 'string') return Number.isInteger(step) ? { kind, id, step: step as number } : { kind, id };
  if (kind === 'group' && typeof run === 'string' && typeof group === 'string') return { kind, run, group };
  if (kind === 'run' && typeof run === 'string') return { kind, run };
  return undefined;
}
