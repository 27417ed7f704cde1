import { join } from 'node:path';
import type { StepScores, Trust } from '../core/model/score.ts';
import type { Fitted } from '../core/scoring/fit/fit.ts';
import type { FittedManifest, Naming } from '../core/scoring/fit/manifest.ts';
import { shortHash } from '../core/text/hash.ts';
import type { Disposable } from '../node/library/types.ts';
import { fittedScoring, logScoring } from '../node/scoring/direct.ts';
import { type FittedFolder, openFitted, saveFitted } from '../node/scoring/fitted-folder.ts';
import type { ScoreCache } from '../node/scoring/owner.ts';
import type { Scoring } from '../node/scoring/types.ts';

export type ScorerChoice = 'embedded' | 'fitted' | 'log';

export interface RunScorersOptions {
  readonly cache: ScoreCache;
  /** Folder under which fitted scorers are kept, one folder a run. */
  readonly folder: string;
  /** Remembers what was chosen; a `vscode.Memento` is one. */
  readonly memory: { get<T>(key: string, otherwise: T): T; update(key: string, value: unknown): Thenable<void> };
  /** False while nothing but the guarded embedded scorer may be used. */
  readonly trusted: () => boolean;
  readonly log: (line: string) => void;
}

const CHOICES = 'scorers';
const UNTESTED_LOG: Trust = { level: 'untested', n: 0, successes: 0, leftOut: 0, note: 'Step rewards of the log are not tested.' };

/** Which scorer is used for which run: the embedded one unless the user fitted or chose another. */
export class RunScorers implements Disposable {
  private readonly embedded: Scoring;
  private readonly options: RunScorersOptions;
  private readonly logged = logScoring();
  private readonly opened = new Map<string, { readonly folder: FittedFolder; readonly scoring: Scoring } | undefined>();
  private readonly scoreListeners = new Set<(id: string, scores: StepScores) => void>();
  private readonly listeners = new Set<(run: string) => void>();

  constructor(embedded: Scoring, options: RunScorersOptions) {
    this.embedded = embedded;
    this.options = options;
    for (const scoring of [embedded, this.logged]) this.follow(scoring);
  }

  /** What the run is scored with. */
  of(run: string): Scoring {
    const choice = this.choice(run);
    if (choice === 'log') return this.logged;
    return (choice === 'fitted' ? this.fitted(run)?.scoring : undefined) ?? this.embedded;
  }

  /** What is in force: without its files a fitted scorer is not. */
  choice(run: string): ScorerChoice {
    const chosen = this.options.memory.get<Readonly<Record<string, ScorerChoice>>>(CHOICES, {})[run];
    if (chosen === 'log') return 'log';
    return chosen === 'fitted' && this.options.trusted() && this.fitted(run) ? 'fitted' : 'embedded';
  }

  /** The scorer that was fitted on the run, used or not. */
  card(run: string): FittedManifest | undefined {
    return this.fitted(run)?.folder.manifest;
  }

  /** Where the run's fitted scorer is kept. */
  folderOf(run: string): string {
    return join(this.options.folder, shortHash([run]));
  }

  async choose(run: string, choice: ScorerChoice): Promise<void> {
    const before = this.options.memory.get<Readonly<Record<string, ScorerChoice>>>(CHOICES, {});
    await this.options.memory.update(CHOICES, { ...before, [run]: choice });
    for (const listener of this.listeners) listener(run);
  }

  /** Keeps a scorer that was just fitted on the run and uses it from now on. Throws what the file system throws. */
  async adopt(run: string, fitted: Fitted, naming: Naming): Promise<void> {
    saveFitted(this.folderOf(run), fitted, naming);
    this.opened.get(run)?.scoring.dispose();
    this.opened.delete(run);
    await this.choose(run, 'fitted');
  }

  /**
   * What may be said of trust. Scores of a fitted scorer are never in-sample (see `FittedModel`), so what is measured on the
   * run is out of fold too; until enough of the run has scores, what the fit itself measured stands.
   */
  trust(run: string, measured: () => Trust): Trust {
    const choice = this.choice(run);
    if (choice === 'embedded') return measured();
    if (choice === 'log') return UNTESTED_LOG;
    const now = measured();
    const fit = this.card(run)?.card.outOfFold.trust;
    const best = fit && now.n < fit.n ? fit : now;
    return { ...best, note: `Out of fold, by models that have not seen the task: ${best.note}` };
  }

  onDidScore(listener: (id: string, scores: StepScores) => void): Disposable {
    this.scoreListeners.add(listener);
    return { dispose: () => void this.scoreListeners.delete(listener) };
  }

  /** Told when a run gets another scorer. */
  onDidChange(listener: (run: string) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  dispose(): void {
    for (const fitted of this.opened.values()) fitted?.scoring.dispose();
    this.logged.dispose();
    this.scoreListeners.clear();
    this.listeners.clear();
  }

  private fitted(run: string): { readonly folder: FittedFolder; readonly scoring: Scoring } | undefined {
    if (this.opened.has(run)) return this.opened.get(run);
    const read = openFitted(this.folderOf(run));
    if (!read.ok && read.problem.code !== 'model-missing') this.options.log(read.problem.message);
    const fitted = read.ok ? { folder: read.value, scoring: fittedScoring(read.value, this.options.cache) } : undefined;
    if (fitted) this.follow(fitted.scoring);
    this.opened.set(run, fitted);
    return fitted;
  }

  private follow(scoring: Scoring): void {
    scoring.onDidScore((id, scores) => {
      for (const listener of this.scoreListeners) listener(id, scores);
    });
  }
}
