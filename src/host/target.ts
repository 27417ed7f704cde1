/** What a command works on: a row of the tree, a link in a hover, the trajectory in view. */
export type Target =
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'group'; readonly run: string; readonly group: string }
  | { readonly kind: 'trajectory'; readonly id: string; readonly step?: number };

/** What a menu command is for: the rows selected with it where there are several, else its first argument. */
export function asTargets(args: readonly unknown[]): readonly Target[] {
  const rows = Array.isArray(args[1]) && args[1].length > 0 ? args[1] : [args[0]];
  return rows.flatMap((row) => asTarget(row) ?? []);
}

/** A command's first argument as a target; it may come from a link or another extension, so it is checked. */
export function asTarget(value: unknown): Target | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, run, group, id, step } = value as Record<string, unknown>;
  if (kind === 'trajectory' && typeof id === 'string') return Number.isInteger(step) ? { kind, id, step: step as number } : { kind, id };
  if (kind === 'group' && typeof run === 'string' && typeof group === 'string') return { kind, run, group };
  if (kind === 'run' && typeof run === 'string') return { kind, run };
  return undefined;
}
