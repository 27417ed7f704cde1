import { LogError } from '../../core/importers/importer.ts';
import type { Problem, Result } from '../../core/model/result.ts';
import type { ScorerInfo, StepScores } from '../../core/model/score.ts';
import type { Scored } from '../../protocol/scoring.ts';
import type { Disposable } from '../library/types.ts';
import { Job, type Waiter } from './job.ts';
import { JobQueue } from './queue.ts';
import { Rate } from './rate.ts';
import { readScorerInfo } from './scorer-info.ts';
import { slim } from './slim.ts';
import { Supervisor, type SupervisorOptions } from './supervisor.ts';
import type { DeviceChoice, ScoreRequest, Scoring, ScoringStatus } from './types.ts';

/** Where scores are kept; the Library is one. */
export interface ScoreCache {
  scores(contentHash: string, scorerIdentity: string): StepScores | undefined;
  putScores(contentHash: string, scores: StepScores): void;
}

export interface ScoringOptions {
  /** Program of the PRM process: `dist/prm.mjs`, or `src/prm/main.ts` where Node strips types. */
  readonly entry: string;
  /** Folder of the model. */
  readonly model: string;
  readonly device?: DeviceChoice;
  readonly cache?: ScoreCache;
  /** Gets what the process writes, and why it was started and ended. */
  readonly log?: (line: string) => void;
  /** Added to the environment of the process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly times?: Partial<Times>;
}

export type Times = Pick<SupervisorOptions, 'hangMs' | 'startMs' | 'backOffMs' | 'mostBackOffMs'>;

const TIMES: Times = { hangMs: 30_000, startMs: 120_000, backOffMs: 200, mostBackOffMs: 30_000 };
/** Most trajectories, and most steps of all of them, under way at once besides those in view. */
const MOST_SENT = 64;
const MOST_SENT_STEPS = 20_000;
/** Deaths of the process with one job alone under way after which that job is given up. */
const MOST_JOB_DEATHS = 2;
const STATUS_EVERY_MS = 100;

/** Makes the owner of a PRM process. Nothing is started before something must be scored that is not in the cache. */
export const createScoring = (options: ScoringOptions): Scoring => new Owner(options);

class Owner implements Scoring {
  readonly #options: ScoringOptions;
  readonly #supervisor: Supervisor;
  readonly #queue = new JobQueue();
  /** By content hash: waiting or under way. */
  readonly #jobs = new Map<string, Job>();
  /** By number: under way. */
  readonly #sent = new Map<number, Job>();
  readonly #rate = new Rate();
  readonly #statusListeners = new Set<(status: ScoringStatus) => void>();
  readonly #scoreListeners = new Set<(id: string, scores: StepScores) => void>();
  #scorer: ScorerInfo | undefined;
  #statusTimer: NodeJS.Timeout | undefined;
  #device: DeviceChoice;
  #next = 1;
  #disposed = false;

  constructor(options: ScoringOptions) {
    this.#options = options;
    this.#device = options.device ?? 'auto';
    const log = options.log ?? (() => {});
    this.#supervisor = new Supervisor(
      { ...TIMES, ...options.times, entry: options.entry, model: options.model, log, ...(options.env && { env: options.env }) },
      {
        ready: () => this.#pump(),
        lost: () => this.#takeBack(),
        gaveUp: (problem) => this.#failAll(new LogError(problem)),
        beat: (steps) => {
          this.#rate.add(steps);
          this.#changed();
        },
        changed: () => this.#changed(),
      },
      this.#device,
    );
    this.#readScorer();
  }

  get scorer(): ScorerInfo | undefined {
    return this.#scorer;
  }

  get status(): ScoringStatus {
    const { state, device, reason, restarts } = this.#supervisor;
    const rate = this.#rate.value();
    return {
      state: state === 'ready' ? (this.#jobs.size > 0 ? 'scoring' : 'idle') : state === 'stopped' ? 'idle' : state,
      ...(device && { device }),
      reason,
      queued: this.#jobs.size,
      ...(rate !== undefined && { rate }),
      restarts,
    };
  }

  onDidChangeStatus(listener: (status: ScoringStatus) => void): Disposable {
    this.#statusListeners.add(listener);
    return { dispose: () => void this.#statusListeners.delete(listener) };
  }

  onDidScore(listener: (id: string, scores: StepScores) => void): Disposable {
    this.#scoreListeners.add(listener);
    return { dispose: () => void this.#scoreListeners.delete(listener) };
  }

  /** Rejects with a `LogError` that is fit to be shown, or with the signal's reason. */
  async score(request: ScoreRequest): Promise<StepScores> {
    request.signal?.throwIfAborted();
    if (this.#disposed) throw new LogError(CLOSED);
    const cached = this.#cached(request.contentHash);
    if (cached) return cached;
    if (this.#supervisor.problem) throw new LogError(this.#supervisor.problem);
    return new Promise<StepScores>((resolve, reject) => {
      const abort = (): void => this.#abort(waiter);
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          request.signal?.removeEventListener('abort', abort);
          settle(value);
        };
      const waiter: Waiter = { request, resolve: settled(resolve), reject: settled(reject) };
      request.signal?.addEventListener('abort', abort);
      this.#enqueue(waiter);
    });
  }

  setDevice(device: DeviceChoice): void {
    if (device === this.#device || this.#disposed) return;
    this.#device = device;
    this.#supervisor.choose(device);
    this.#beginAgain();
  }

  restart(): void {
    if (this.#disposed) return;
    this.#supervisor.forgive();
    this.#beginAgain();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#supervisor.stop();
    this.#failAll(new LogError(CLOSED));
    clearTimeout(this.#statusTimer);
    this.#statusListeners.clear();
    this.#scoreListeners.clear();
  }

  #beginAgain(): void {
    this.#queue.putBack([...this.#sent.values()]);
    this.#unsend();
    this.#readScorer();
    this.#pump();
    this.#changed();
  }

  #readScorer(): void {
    const read = readScorerInfo(this.#options.model);
    this.#scorer = read.ok ? read.value : undefined;
    if (!read.ok) this.#supervisor.giveUp(read.problem);
  }

  #cached(contentHash: string): StepScores | undefined {
    const { identity } = this.#scorer ?? {};
    return identity === undefined ? undefined : this.#guard(() => this.#options.cache?.scores(contentHash, identity));
  }

  #enqueue(waiter: Waiter): void {
    const { request } = waiter;
    const known = this.#jobs.get(request.contentHash);
    const job = known ?? new Job(request.contentHash);
    const wasUrgent = job.urgent;
    job.waiters = [...job.waiters, waiter];
    this.#jobs.set(request.contentHash, job);
    if (job.sent === undefined) this.#queue.add(job);
    else if (job.urgent && !wasUrgent) this.#recall(job);
    this.#pump();
    this.#changed();
  }

  /** Takes a job out of a batch, to be sent again as an urgent one. */
  #recall(job: Job): void {
    if (job.sent === undefined) return;
    this.#supervisor.child?.cancel(job.sent);
    this.#sent.delete(job.sent);
    job.sent = undefined;
    this.#queue.add(job);
  }

  #abort(waiter: Waiter): void {
    const job = this.#jobs.get(waiter.request.contentHash);
    if (!job?.waiters.includes(waiter)) return;
    job.waiters = job.waiters.filter((other) => other !== waiter);
    waiter.reject(waiter.request.signal?.reason);
    if (job.waiters.length === 0) this.#forget(job);
    this.#pump();
    this.#changed();
  }

  #forget(job: Job): void {
    if (job.sent !== undefined) {
      this.#supervisor.child?.cancel(job.sent);
      this.#sent.delete(job.sent);
    }
    this.#queue.remove(job);
    this.#jobs.delete(job.contentHash);
  }

  #pump(): void {
    if (this.#queue.size === 0) return;
    const { child } = this.#supervisor;
    if (child === undefined) {
      this.#supervisor.want();
      return;
    }
    for (let job = this.#queue.take((next) => this.#fits(next)); job; job = this.#queue.take((next) => this.#fits(next))) {
      const number = this.#next++;
      job.sent = number;
      this.#sent.set(number, job);
      this.#rate.start();
      const { trajectory } = job.request;
      void child
        .score({ job: number, urgent: job.urgent, key: trajectory.id, ...slim(trajectory) })
        .catch(
          (error: Error): Result<Scored> => ({ ok: false, problem: { severity: 'error', code: 'scoring-failed', message: error.message } }),
        )
        .then((result) => this.#answered(number, result));
    }
  }

  /** Suspects go alone; what is in view always goes; the rest as far as memory allows. */
  #fits(job: Job): boolean {
    const under = [...this.#sent.values()];
    if (under.some(({ suspect }) => suspect)) return false;
    if (job.suspect) return under.length === 0;
    if (job.urgent || under.length === 0) return true;
    return under.length < MOST_SENT && under.reduce((sum, { steps }) => sum + steps, job.steps) <= MOST_SENT_STEPS;
  }

  #answered(number: number, result: Result<Scored>): void {
    const job = this.#sent.get(number);
    if (job === undefined) return;
    this.#sent.delete(number);
    this.#forget(job);
    this.#supervisor.progressed();
    if (result.ok) this.#deliver(job, result.value);
    else job.fail(new LogError(result.problem));
    this.#pump();
    this.#changed();
  }

  #deliver(job: Job, { device, values }: Scored): void {
    const { id = '', identity = '' } = this.#scorer ?? {};
    const scores: StepScores = {
      scorer: id,
      identity,
      device,
      values: Array.from(values, (value) => (Number.isNaN(value) ? undefined : value)),
    };
    const { contentHash } = job;
    const ids = new Set(job.waiters.map(({ request }) => request.trajectory.id));
    this.#guard(() => this.#options.cache?.putScores(contentHash, scores));
    job.settle(scores);
    for (const trajectory of ids) for (const listener of this.#scoreListeners) this.#guard(() => listener(trajectory, scores));
  }

  /** After a death: what was under way waits again, first in line, and each job alone. */
  #takeBack(): void {
    const lost = [...this.#sent.values()];
    this.#unsend();
    const [only] = lost;
    if (only && lost.length === 1) only.deaths++;
    const [given, kept] = [lost.filter((job) => job.deaths >= MOST_JOB_DEATHS), lost.filter((job) => job.deaths < MOST_JOB_DEATHS)];
    for (const job of kept) job.suspect = true;
    this.#queue.putBack(kept);
    for (const job of given) {
      this.#forget(job);
      job.fail(new LogError(CRASHED));
    }
  }

  #unsend(): void {
    for (const job of this.#sent.values()) job.sent = undefined;
    this.#sent.clear();
  }

  #failAll(error: LogError): void {
    const all = [...this.#jobs.values()];
    this.#queue.clear();
    this.#unsend();
    this.#jobs.clear();
    for (const job of all) job.fail(error);
  }

  /** Many changes make one event. */
  #changed(): void {
    if (this.#disposed || this.#statusTimer !== undefined) return;
    this.#statusTimer = setTimeout(() => {
      this.#statusTimer = undefined;
      for (const listener of this.#statusListeners) this.#guard(() => listener(this.status));
    }, STATUS_EVERY_MS);
  }

  /** A cache or listener that throws is a line in the log, not the end of scoring. */
  #guard<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this.#options.log?.(`score cache or listener: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return undefined;
    }
  }
}

const CLOSED: Problem = { severity: 'info', code: 'scoring-closed', message: 'Scoring was closed.' };

const CRASHED: Problem = {
  severity: 'error',
  code: 'scoring-crashed',
  message: 'The scoring process died twice while it scored this trajectory, which is left without scores.',
  remedy: 'The log channel has what it said. Restart scoring to try again.',
};
