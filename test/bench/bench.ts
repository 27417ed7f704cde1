/** One question of speed, asked of several ways to do the same work, side by side in one run. */
export interface Bench {
  /** What is done, e.g. `read 20 MB of verl JSONL`. */
  readonly name: string;
  /** The first is the baseline of the ratios. One that measures itself returns `{ ms }`. */
  readonly variants: Readonly<Record<string, () => unknown>>;
  /** Work of one round, to print a rate: `{ amount: 20, unit: 'MB' }`. */
  readonly work?: { readonly amount: number; readonly unit: string };
  /** Rounds of every variant; by default as many as fit in two seconds, at least five. */
  readonly rounds?: number;
  /** Called once after the last bench of the file, whatever happened. */
  done?(): unknown;
}

export interface Timing {
  readonly variant: string;
  /** Milliseconds. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly rounds: number;
}

/** Variants take turns, so that a slow moment of the machine meets all of them. */
export async function measure(bench: Bench): Promise<readonly Timing[]> {
  const names = Object.keys(bench.variants);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  const until = performance.now() + 2000 * names.length;
  const enough = (round: number) => (bench.rounds ? round >= bench.rounds : round >= 5 && performance.now() > until);
  for (let round = 0; !enough(round) && round < 1000; round++) {
    for (const name of names) times.get(name)?.push(await timed(bench.variants[name] as () => unknown));
  }
  return names.map((variant) => summary(variant, times.get(variant) ?? []));
}

async function timed(run: () => unknown): Promise<number> {
  const started = performance.now();
  const own = await run();
  return isTimed(own) ? own.ms : performance.now() - started;
}

const isTimed = (own: unknown): own is { readonly ms: number } => typeof own === 'object' && own !== null && 'ms' in own;

function summary(variant: string, times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { variant, median: at(0.5), fastest: at(0), slowest: at(1), rounds: sorted.length };
}
