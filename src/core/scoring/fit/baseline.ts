/**
 * Log-odds of success among trajectories that reach a step, by the policy's own steps from 0: what counting steps tells.
 * A fit starts from it, so it has nothing to gain from the count. Rates lean on the step before, as if it had been seen
 * ten times, and so go on where nobody got.
 */
export function baselineLogits(lengths: readonly number[], successes: readonly boolean[], most: number): readonly number[] {
  const LEAN = 10;
  const solvedIn = successes.filter(Boolean).length;
  let rate = (solvedIn + 1) / (successes.length + 2);
  const logits: number[] = [];
  for (let step = 0; step < most; step++) {
    let [n, solved] = [0, 0];
    lengths.forEach((length, i) => {
      if (length <= step) return;
      n++;
      if (successes[i]) solved++;
    });
    rate = (solved + LEAN * rate) / (n + LEAN);
    logits.push(Math.log(rate / (1 - rate)));
    if (n === 0) break;
  }
  return logits;
}

/** The last known step stands for all later ones. */
export const baselineAt = (logits: readonly number[], step: number): number => logits[Math.min(step, logits.length - 1)] ?? 0;
