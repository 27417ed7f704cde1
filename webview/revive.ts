/**
 * What came over the wire, with unknown as `undefined` again: the wire is JSON, where holes of lists turn into `null`.
 * Our protocols never say `null` themselves.
 */
export function revive<T>(value: T): T {
  if (value === null) return undefined as T;
  if (Array.isArray(value)) return value.map(revive) as T;
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, revive(item)])) as T;
}
