/** Steps per second over the last few seconds. */
export class Rate {
  readonly #window: number;
  readonly #now: () => number;
  #marks: { readonly at: number; readonly steps: number }[] = [];

  constructor(windowMs = 5000, now: () => number = () => performance.now()) {
    this.#window = windowMs;
    this.#now = now;
  }

  /** The clock starts: what was before does not count into the first value. */
  start(): void {
    if (this.#recent().length === 0) this.#marks = [{ at: this.#now(), steps: 0 }];
  }

  add(steps: number): void {
    this.#marks = [...this.#recent(), { at: this.#now(), steps }];
  }

  /** Undefined while nothing ran. */
  value(): number | undefined {
    const [first, ...rest] = this.#recent();
    if (first === undefined || rest.length === 0) return undefined;
    const seconds = (this.#now() - first.at) / 1000;
    return seconds > 0 ? rest.reduce((sum, mark) => sum + mark.steps, 0) / seconds : undefined;
  }

  #recent(): readonly { readonly at: number; readonly steps: number }[] {
    const since = this.#now() - this.#window;
    return this.#marks.filter(({ at }) => at >= since);
  }
}
