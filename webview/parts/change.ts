export interface Change {
  readonly step: number;
  readonly value: number;
}

/** Change of the score from the step before; unknown where either score is, and at the first step. */
export function changes(values: readonly (number | undefined)[]): (number | undefined)[] {
  return values.map((value, i) => {
    const before = i > 0 ? values[i - 1] : undefined;
    return value === undefined || before === undefined ? undefined : value - before;
  });
}

/** Steps in the order of the size of their change, largest first; of equals the earlier one first. Changes of zero are left out. */
export function byChange(deltas: readonly (number | undefined)[]): Change[] {
  const known = deltas.flatMap((value, step) => (value ? [{ step, value }] : []));
  return known.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.step - b.step);
}

/** Changes worth a marker: at least a tenth of the scale, and no more than `most` of them. */
export function bigChanges(ranked: readonly Change[], span: number, most: number): Change[] {
  const limit = span * 0.1;
  return ranked.slice(0, most).filter((c) => Math.abs(c.value) >= limit);
}

export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** The scorer's own range where it is finite and holds the values; else the range of the values. */
export function scaleOf(values: readonly (number | undefined)[], range?: readonly [number, number]): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === undefined) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (range && Number.isFinite(range[0]) && Number.isFinite(range[1]) && range[0] < range[1]) {
    return { low: Math.min(low, range[0]), high: Math.max(high, range[1]) };
  }
  if (low > high) return { low: 0, high: 1 };
  return low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}
