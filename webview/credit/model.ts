import { isFlat, ranksBySize } from '../../src/core/credit/agreement.ts';
import { isSupposed, type WhatIf } from '../../src/core/credit/what-if.ts';
import type { CreditAnswer, CreditMethodInfo, CreditRow, CreditState, TokenHeat, WhyText } from '../../src/protocol/credit.ts';
import type { Host } from '../host.ts';

/** A row with what is worked out from it once. */
export interface Lane extends Omit<CreditRow, 'values'> {
  readonly values: readonly (number | undefined)[];
  readonly ranks: readonly (number | undefined)[];
  readonly flat: boolean;
  /** Size of the largest credit; 0 where all are 0 or unknown. */
  readonly largest: number;
  readonly known: boolean;
}

const PIN_MS = 500;
const HEAT_KEPT = 20;

/** Credit as the panel knows it: what is pinned, what the host worked out, and which one the strip draws. */
export class CreditModel {
  choices: readonly string[] = [];
  lanes: readonly Lane[] = [];
  answer: CreditAnswer | undefined;
  methods: readonly CreditMethodInfo[] | undefined;
  failure: string | undefined;
  busy = false;
  /** What the reader supposes, and the pinned methods under it; nothing of it is stored. */
  what: WhatIf = {};
  supposed: readonly Lane[] = [];
  /** The choice the reader put in the strip. */
  wanted: string | undefined;

  private stamp: string | undefined;
  private turn = 0;
  private guess = 0;
  private mine: readonly string[] | undefined;
  private pinning: ReturnType<typeof setTimeout> | undefined;
  private readonly reasons = new Map<string, readonly WhyText[] | string>();
  private readonly heats = new Map<number, Promise<TokenHeat>>();
  private readonly host: Host;
  private readonly changed: () => void;

  constructor(host: Host, changed: () => void) {
    this.host = host;
    this.changed = changed;
  }

  /** Takes in what a snapshot says; asks again only when numbers may have changed. */
  follow(state: CreditState | undefined, fresh: boolean): void {
    if (fresh) this.clear();
    if (!state) return;
    if (this.mine && same(this.mine, state.choices)) this.mine = undefined;
    const choices = this.mine ?? state.choices;
    if (state.stamp === this.stamp && same(choices, this.choices)) return;
    if (state.stamp !== this.stamp) {
      this.methods = undefined;
      this.heats.clear();
    }
    this.stamp = state.stamp;
    this.choices = choices;
    void this.load();
  }

  /** What the strip draws: what the reader chose, else the first that tells steps apart, else the first with numbers. */
  get lane(): Lane | undefined {
    const { lanes } = this;
    return (
      lanes.find((l) => l.choice === this.wanted && l.known) ??
      lanes.find((l) => l.known && !l.flat && l.largest > 0) ??
      lanes.find((l) => l.known)
    );
  }

  /** The lane of the strip under what is supposed; undefined where nothing is. */
  get supposedLane(): Lane | undefined {
    return this.supposed.find((l) => l.choice === this.lane?.choice);
  }

  suppose(what: WhatIf): void {
    this.what = what;
    if (!isSupposed(what)) {
      this.guess++;
      this.supposed = [];
    } else void this.loadSupposed();
    this.changed();
  }

  show(choice: string): void {
    this.wanted = choice;
    this.changed();
  }

  /** Pins other choices: shown at once, written to the settings when the reader pauses. */
  pin(choices: readonly string[], shown?: string): void {
    this.choices = choices;
    this.mine = choices;
    if (shown !== undefined) this.wanted = shown;
    clearTimeout(this.pinning);
    this.pinning = setTimeout(() => this.host.rpc.send('pinCredit', { choices }), PIN_MS);
    void this.load();
  }

  async loadMethods(): Promise<void> {
    if (this.methods) return;
    try {
      this.methods = await this.host.rpc.request('creditMethods', {});
    } catch (error) {
      this.failure = text(error);
    }
    this.changed();
  }

  /** The explanation if it is here, and in any case a request for it; a string says what went wrong. */
  why(choice: string, step: number): readonly WhyText[] | string | undefined {
    const key = `${this.turn} ${choice} ${step}`;
    if (!this.reasons.has(key)) {
      this.reasons.set(key, []);
      this.host.rpc
        .request('creditWhy', { choice, step })
        .catch(text)
        .then((lines) => {
          this.reasons.set(key, lines);
          this.changed();
        });
    }
    return this.reasons.get(key);
  }

  heat(step: number): Promise<TokenHeat> {
    const known = this.heats.get(step);
    if (known) return known;
    const heat = this.host.rpc.request('tokenHeat', { step });
    this.heats.set(step, heat);
    heat.catch(() => this.heats.delete(step));
    if (this.heats.size > HEAT_KEPT) this.heats.delete(this.heats.keys().next().value as number);
    return heat;
  }

  private async loadSupposed(): Promise<void> {
    const guess = ++this.guess;
    try {
      const rows = await this.host.rpc.request('creditWhatIf', { choices: this.choices, what: this.what });
      if (guess !== this.guess) return;
      this.supposed = rows.map(laneOf);
    } catch (error) {
      if (guess !== this.guess) return;
      this.failure = text(error);
    }
    this.changed();
  }

  private clear(): void {
    this.what = {};
    this.supposed = [];
    this.guess++;
    this.stamp = undefined;
    this.answer = undefined;
    this.methods = undefined;
    this.lanes = [];
    this.failure = undefined;
    this.reasons.clear();
    this.heats.clear();
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    this.busy = true;
    try {
      const answer = await this.host.rpc.request('credit', { choices: this.choices });
      if (turn !== this.turn) return;
      this.answer = answer;
      this.lanes = answer.rows.map(laneOf);
      this.failure = undefined;
      if (isSupposed(this.what)) void this.loadSupposed();
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = text(error);
    }
    this.busy = false;
    this.reasons.clear();
    this.changed();
  }
}

export function laneOf(row: CreditRow): Lane {
  const values = row.values.map((v) => v ?? undefined);
  const largest = values.reduce((most: number, v) => Math.max(most, Math.abs(v ?? 0)), 0);
  return { ...row, values, ranks: ranksBySize(values), flat: isFlat(values), largest, known: values.some((v) => v !== undefined) };
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((x, i) => x === b[i]);
const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
