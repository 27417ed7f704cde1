import type { Diagnosis } from '../core/credit/diagnose.ts';
import type { Bifurcation } from '../core/credit/landmarks.ts';
import type { LoggedCredit } from '../core/credit/logged.ts';
import type { CreditMethod, ParamSpec } from '../core/credit/method.ts';
import type { WhatIf } from '../core/credit/what-if.ts';

export type { ParamSpec } from '../core/credit/method.ts';

/** What the picker says of a method on this trajectory. Methods come in the order of the menu. */
export interface CreditMethodInfo
  extends Pick<CreditMethod, 'id' | 'name' | 'paper' | 'status' | 'learn' | 'flat' | 'unit' | 'granularity'> {
  /** Title of the part of the menu it belongs to: by the scarcest thing it needs. */
  readonly group: string;
  readonly params: readonly ParamSpec[];
  /** Takes step rewards, so their source matters. */
  readonly takesRewards: boolean;
  /** Why it cannot be computed here, with what to log; absent where it can. */
  readonly reason?: string;
}

/** Credit of every step of the trajectory under one choice, e.g. `gigpo step_w=2 from=change`. */
export interface CreditRow {
  readonly choice: string;
  readonly method: string;
  readonly name: string;
  readonly unit: CreditMethod['unit'];
  /** null: unknown. Messages to a page lose `undefined` in lists. */
  readonly values: readonly (number | null)[];
  readonly reason?: string;
  /** Where the step rewards came from. */
  readonly source?: 'log' | 'scorer' | 'change' | 'blend';
}

export interface CreditAnswer {
  readonly rows: readonly CreditRow[];
  /** Where the value turns towards its end, by prefix values of the group or else by the scores. */
  readonly turns: { readonly steps: readonly number[]; readonly by: 'prefix' | 'scores' };
  readonly bifurcation?: Bifurcation & { readonly sample: number };
  readonly logged?: Omit<LoggedCredit, 'values' | 'tokens'> & {
    readonly values: readonly (number | null)[];
    readonly tokens: readonly (LoggedCredit['tokens'][number] | null)[];
  };
  /** What stands out in the group or batch and speaks of this trajectory. */
  readonly diagnoses: readonly Omit<Diagnosis, 'trajectories'>[];
  /** What was compared: samples of the group, and rollouts of the batch where one was read. */
  readonly compared: { readonly group: number; readonly scored: number; readonly batch?: number };
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** A line of an explanation, ready to be read; `result` marks the one that ends with the credit. */
export interface WhyText {
  readonly label: string;
  /** `0 − 0.5 = −0.5` */
  readonly formula?: string;
  readonly result: boolean;
}

/** What the snapshot says about credit: what is pinned, and a stamp that changes when numbers may have changed. */
export interface CreditState {
  readonly choices: readonly string[];
  readonly stamp: string;
}

/** Per-token numbers of one step, for drawing them on the text. null: unknown. */
export interface TokenHeat {
  readonly texts: readonly string[];
  readonly lanes: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Tokens that are not shown because there are too many. */
  readonly more: number;
}

export interface CreditRequests {
  creditMethods: { params: Record<string, never>; result: readonly CreditMethodInfo[] };
  credit: { params: { readonly choices: readonly string[] }; result: CreditAnswer };
  /** Credit of the steps as they are, if something else were so; nothing is stored. */
  creditWhatIf: { params: { readonly choices: readonly string[]; readonly what: WhatIf }; result: readonly CreditRow[] };
  creditWhy: { params: { readonly choice: string; readonly step: number }; result: readonly WhyText[] };
  tokenHeat: { params: { readonly step: number }; result: TokenHeat };
}
