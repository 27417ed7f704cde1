import type { StepScores, Trust } from '../core/model/score.ts';
import type { Message, Outcome, Policy, Status, Step, Task } from '../core/model/trajectory.ts';
import type { StepHead } from '../core/steps/head.ts';
import type { CreditRequests, CreditState } from './credit.ts';

export type { StepHead } from '../core/steps/head.ts';
export type { StepKind } from '../core/steps/kind.ts';

/**
 * What the trajectory panel and the host say to each other. The host owns the data; the webview shows snapshots and
 * pulls windows of steps, and can be thrown away and rebuilt at any time.
 */
export interface PanelSnapshot {
  /** Grows with every snapshot; a window that carries an older revision is asked for again. */
  readonly revision: number;
  readonly id: string;
  readonly title: string;
  readonly format: string;
  readonly file: string;
  readonly run: string;
  readonly group: string;
  readonly sample: number;
  /** Ids of all samples of the group in order, this one included, for `‹ ›`. */
  readonly siblings: readonly string[];
  readonly task: Task;
  readonly policy: Policy;
  readonly outcome: Outcome;
  readonly status: Status;
  readonly live: boolean;
  readonly steps: readonly StepHead[];
  /** How many trajectories of the group are solved, of how many judged. */
  readonly groupSolved?: { readonly solved: number; readonly judged: number };
  readonly totals: { readonly tokens?: number; readonly cost?: number; readonly durationMs?: number };
  readonly scores?: StepScores;
  readonly scorer?: { readonly name: string; readonly meaning: string; readonly range: readonly [number, number] };
  readonly trust?: Trust;
  /** Scores of the same steps by other scorers, for the step's side area; the one in `scores` is not repeated. */
  readonly others?: readonly ScorerRow[];
  readonly scoring: {
    readonly state: string;
    readonly device?: string;
    readonly reason: string;
    readonly rate?: number;
    readonly queued: number;
  };
  /** Absent where there is nothing to give credit to. */
  readonly credit?: CreditState;
  /** The view this trajectory was last seen in; read when the panel first shows it and has no state of its own. */
  readonly view?: PanelViewState;
  /** Set when the trajectory cannot be shown: what, where, what to do. */
  readonly problem?: { readonly message: string; readonly remedy?: string };
}

export interface ScorerRow {
  readonly name: string;
  readonly meaning: string;
  readonly range: readonly [number, number];
  readonly values: readonly (number | undefined)[];
  readonly trust?: Trust;
}

/** Hits come in reading order. */
export interface SearchHit {
  /** -1 for the preamble (its `field` is `text`). */
  readonly step: number;
  readonly field: 'thought' | 'text' | 'action' | 'observation';
  /** Up to 80 characters around the hit. */
  readonly excerpt: string;
}

/** Requests the webview makes; `Rpc` in rpc.ts carries them. */
export interface PanelRequests extends CreditRequests {
  /** Sent once when the page is up; answered by the newest snapshot. */
  ready: { params: { readonly restored?: PanelViewState }; result: PanelSnapshot };
  preamble: { params: Record<string, never>; result: readonly Message[] };
  /** Whole steps [from, to). Long texts are cut at `maxChars` a field; `text` fetches the rest. */
  steps: {
    params: { readonly from: number; readonly to: number; readonly maxChars: number };
    result: { readonly revision: number; readonly steps: readonly ShownStep[] };
  };
  /** One step whole. */
  step: { params: { readonly index: number }; result: ShownStep };
  search: {
    params: { readonly query: string; readonly limit: number };
    result: { readonly hits: readonly SearchHit[]; readonly more: boolean };
  };
  /**
   * An image as a data URI, checked and size-capped by the host. For the preamble `step` is -1 and `observation` the
   * position of the message.
   */
  image: {
    params: { readonly step: number; readonly observation: number; readonly image: number };
    result: { readonly uri?: string; readonly note?: string };
  };
}

export interface ShownStep {
  readonly step: Step;
  /** Names of fields that were cut, with their whole length in characters, e.g. `{"observations.0.text": 120000}`. */
  readonly cut: Readonly<Record<string, number>>;
  /** Per-token numbers were logged with the tokens' texts: `tokenHeat` brings them. */
  readonly heat?: boolean;
}

/** One-way messages to the host. */
export interface PanelCommands {
  openTranscript: { readonly step?: number };
  openRaw: { readonly step?: number };
  openSample: { readonly id: string };
  copy: { readonly text: string };
  rescore: Record<string, never>;
  scoreGroup: Record<string, never>;
  /** Methods shown side by side, in every view: becomes the setting. */
  pinCredit: { readonly choices: readonly string[] };
  /** Remembered by the host for the next time this trajectory opens. */
  viewState: PanelViewState;
  /** A content-security-policy violation or an uncaught error, for the log channel. */
  report: { readonly kind: 'csp' | 'error'; readonly text: string };
}

/** One-way messages to the webview. */
export interface PanelEvents {
  snapshot: PanelSnapshot;
  /** Go to a step (from a hover link, the outline, …). */
  reveal: { readonly step: number };
}

export interface PanelViewState {
  /** -1: the preamble. */
  readonly selected: number;
  readonly expanded: readonly number[];
  readonly scrollTop: number;
  /** Row at the upper edge with fraction, the preamble being row 0; holds where pixels do not, as heights differ. */
  readonly top?: number;
  readonly query?: string;
  /** The pinned choice that is drawn in the strip. */
  readonly credit?: string;
}
