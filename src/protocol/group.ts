import type { Diagnosis } from '../core/credit/diagnose.ts';
import type { Icicle } from '../core/credit/icicle.ts';
import type { CreditMethod } from '../core/credit/method.ts';
import type { TrajectorySummary } from '../core/model/summary.ts';
import type { CreditMethodInfo } from './credit.ts';

/** One sample of the group. */
export interface GroupSample extends Pick<TrajectorySummary, 'id' | 'sample' | 'outcome' | 'status' | 'steps'> {
  /** What GRPO gives the whole sample; undefined where it cannot be compared. */
  readonly advantage: number | undefined;
  readonly values: readonly (number | undefined)[];
  /** Why values are missing. */
  readonly reason: string | undefined;
}

/** A group under one credit method. */
export interface GroupCredit {
  readonly choice: string;
  readonly method: Pick<CreditMethod, 'id' | 'name' | 'unit' | 'flat'>;
  readonly samples: readonly GroupSample[];
  /** By positions among `samples`. */
  readonly icicle: Icicle;
  readonly diagnoses: readonly Diagnosis[];
  readonly notes: readonly string[];
}

export interface GroupSnapshot {
  readonly revision: number;
  readonly run: string;
  readonly group: string;
  readonly title: string;
  readonly update?: number;
  readonly credit?: GroupCredit;
  readonly methods: readonly Pick<CreditMethodInfo, 'id' | 'name' | 'group' | 'reason'>[];
  readonly problem?: { readonly message: string; readonly remedy?: string };
}

export interface GroupRequests {
  ready: { params: { readonly choice?: string }; result: GroupSnapshot };
}

export interface GroupCommands {
  /** Another method, as it stands in the settings. */
  choose: { readonly choice: string };
  open: { readonly id: string; readonly step?: number };
  score: Record<string, never>;
  report: { readonly kind: 'csp' | 'error'; readonly text: string };
}

export interface GroupEvents {
  snapshot: GroupSnapshot;
}
