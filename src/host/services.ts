import type * as vscode from 'vscode';
import type { FullText } from '../node/library/full-text.ts';
import type { Library } from '../node/library/types.ts';
import type { Scoring } from '../node/scoring/types.ts';
import type { CreditDesk } from './credit-desk.ts';
import type { Current } from './current.ts';
import type { FormatDesk } from './format-desk.ts';
import type { Problems } from './problems.ts';
import type { RunScorers } from './run-scorers.ts';
import type { RunTrust } from './run-trust.ts';
import type { ScoreDesk } from './score-desk.ts';

/** What every feature is given. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly library: Library;
  /** Which formats are read, and what was chosen by hand. */
  readonly formats: FormatDesk;
  readonly search: FullText;
  /** The process of the embedded model: its state and device. What a run is scored with is in `scorers`. */
  readonly scoring: Scoring;
  readonly scorers: RunScorers;
  readonly scores: ScoreDesk;
  readonly credit: CreditDesk;
  readonly trust: RunTrust;
  readonly problems: Problems;
  readonly current: Current;
}
