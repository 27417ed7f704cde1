import type { CreditSlice, Cut, Mean, MethodPair } from '../core/credit/across.ts';
import type { CreditMethod } from '../core/credit/method.ts';

export interface AcrossMethod extends Pick<CreditMethod, 'id' | 'name' | 'unit'> {
  readonly choice: string;
  /** Why it has no numbers in this view. */
  readonly reason?: string;
  /** Steps with a number. */
  readonly n: number;
}

/** Credit over a run; lists over methods are in the order of `methods`. */
export interface RunCredit {
  readonly methods: readonly AcrossMethod[];
  readonly cuts: readonly { readonly cut: Cut; readonly slices: readonly CreditSlice[] }[];
  readonly pairs: readonly (Omit<MethodPair, 'apart'> & { readonly apart: readonly ApartStep[]; readonly rho?: Mean })[];
  readonly rollouts: number;
  readonly tasks: number;
  readonly steps: number;
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

export type ApartStep = MethodPair['apart'][number] & { readonly title: string };

export interface AcrossSnapshot {
  readonly revision: number;
  readonly run: string;
  readonly title: string;
  /** The run changed since this was worked out. */
  readonly stale: boolean;
  readonly credit?: RunCredit;
  readonly problem?: { readonly message: string; readonly remedy?: string };
}

export interface AcrossRequests {
  ready: { params: Record<string, never>; result: AcrossSnapshot };
}

export interface AcrossCommands {
  open: { readonly id: string; readonly step: number };
  update: Record<string, never>;
  report: { readonly kind: 'csp' | 'error'; readonly text: string };
}

export interface AcrossEvents {
  snapshot: AcrossSnapshot;
}
