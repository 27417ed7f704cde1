/** A smooth convex function: writes its gradient at `x` into `gradient` and gives its value. May take its time. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => Promise<number> | number;

export interface MinimiseOptions {
  readonly iterations?: number;
  /** Ends when an iteration lowers the value by less than this share of it. */
  readonly tolerance?: number;
}

const MEMORY = 8;

/**
 * Limited-memory BFGS with a backtracking (Armijo) search; deterministic. `x` is changed in place and holds the minimum.
 * Source: Nocedal, Wright, Numerical Optimization (2006), algorithms 7.4, 7.5 and 3.1.
 */
export async function minimise(f: Smooth, x: Float64Array, { iterations = 100, tolerance = 1e-6 }: MinimiseOptions = {}): Promise<number> {
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  let gradient = new Float64Array(x.length);
  let value = await f(x, gradient);
  for (let i = 0; i < iterations; i++) {
    const direction = towards(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      direction.set(gradient.map((g) => -g));
      slope = dot(direction, gradient);
    }
    if (slope > -1e-16) break;
    const from = x.slice();
    const next = new Float64Array(x.length);
    let step = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let found = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 30; tries++, step /= 2) {
      for (let k = 0; k < x.length; k++) x[k] = (from[k] as number) + step * (direction[k] as number);
      found = await f(x, next);
      if (found <= value + 1e-4 * step * slope) break;
    }
    if (!(found < value)) {
      x.set(from);
      break;
    }
    remember(pairs, x, from, next, gradient);
    const lowered = value - found;
    gradient = next;
    value = found;
    if (lowered <= tolerance * Math.max(Math.abs(value), 1e-12)) break;
  }
  return value;
}

type Pair = { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number };

/** The quasi-Newton direction of descent, by the two-loop recursion. */
function towards(gradient: Float64Array, pairs: readonly Pair[]): Float64Array<ArrayBuffer> {
  const q = gradient.map((g) => -g) as Float64Array<ArrayBuffer>;
  const alphas = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i] as Pair;
    const alpha = rho * dot(s, q);
    alphas[i] = alpha;
    add(q, y, -alpha);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let k = 0; k < q.length; k++) q[k] = (q[k] as number) * scale;
  }
  pairs.forEach(({ s, y, rho }, i) => {
    add(q, s, (alphas[i] as number) - rho * dot(y, q));
  });
  return q;
}

function remember(pairs: Pair[], x: Float64Array, from: Float64Array, gradient: Float64Array, before: Float64Array): void {
  const s = x.map((value, k) => value - (from[k] as number));
  const y = gradient.map((value, k) => value - (before[k] as number));
  const product = dot(s, y);
  if (product <= 1e-12 * dot(y, y)) return;
  pairs.push({ s, y, rho: 1 / product });
  if (pairs.length > MEMORY) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

function add(a: Float64Array, b: Float64Array, times: number): void {
  for (let k = 0; k < a.length; k++) a[k] = (a[k] as number) + times * (b[k] as number);
}
