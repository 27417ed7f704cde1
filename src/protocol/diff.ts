import type { RowField } from '../core/diff/fields.ts';
import type { DiffReport } from '../core/diff/report.ts';

/** What the diff panel and the host say to each other. The host owns the trajectories; the page pulls the rows it opens. */
export interface DiffSnapshot {
  /** Grows with every snapshot; texts of an older one are asked for again. */
  readonly revision: number;
  readonly ids: readonly string[];
  /** Missing while there is a problem. */
  readonly report?: DiffReport;
  readonly summary: string;
  readonly problem?: { readonly message: string; readonly remedy?: string };
}

export interface DiffRequests {
  ready: { params: Record<string, never>; result: DiffSnapshot };
  /** What the steps of a row say, field by field; `whole` without cuts. */
  row: { params: { readonly row: number; readonly whole: boolean }; result: readonly RowField[] };
}

/** One-way messages to the host. */
export interface DiffCommands {
  openPanel: { readonly id: string; readonly step?: number };
  openTranscript: { readonly id: string; readonly step?: number };
  /** The first two sides in the editor's own diff. */
  openText: Record<string, never>;
  /** Exchanges the first two sides. */
  swap: Record<string, never>;
  remove: { readonly id: string };
  add: Record<string, never>;
  copy: { readonly text: string; readonly what: string };
  export: Record<string, never>;
  report: { readonly kind: 'csp' | 'error'; readonly text: string };
}

/** One-way messages to the page. */
export interface DiffEvents {
  snapshot: DiffSnapshot;
}
