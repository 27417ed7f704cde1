/** Steps to ask for as half-open windows [from, to) of at most `most`; gaps of up to two steps are bridged. */
export function windows(indices: Iterable<number>, most = 24): (readonly [number, number])[] {
  const sorted = [...new Set(indices)].sort((a, b) => a - b);
  const out: [number, number][] = [];
  for (const index of sorted) {
    const last = out.at(-1);
    if (last && index - last[1] <= 2 && index + 1 - last[0] <= most) last[1] = index + 1;
    else out.push([index, index + 1]);
  }
  return out;
}
