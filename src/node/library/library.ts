import { posix } from 'node:path';
import { builtIn, type Formats } from '../../core/importers/formats.ts';
import { LogError } from '../../core/importers/importer.ts';
import { readAt } from '../../core/importers/read.ts';
import type { Problem } from '../../core/model/result.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { openLogFile } from '../files/open.ts';
import type { FileRow } from '../store/rows.ts';
import { openStore, type Store } from '../store/store.ts';
import { createChokidarWatcher } from '../watch/chokidar.ts';
import { latestWins } from '../watch/latest-wins.ts';
import type { Root } from '../watch/roots.ts';
import { resolveRoots } from '../watch/walk.ts';
import type { CreateWatcher, Watcher } from '../watch/watcher.ts';
import { leastRecentlyUsed } from './cache.ts';
import { changes, emitter } from './changes.ts';
import { createIndexer } from './indexer.ts';
import { pacer } from './pace.ts';
import { readMany } from './read-many.ts';
import { shownProblem } from './row.ts';
import { settling } from './settle.ts';
import { stampOf } from './stamp.ts';
import { toldFiles } from './told.ts';
import type { Library, LibraryChange, LibraryProgress } from './types.ts';

export interface LibraryOptions {
  /** The index: a file, or `:memory:`. */
  readonly database: string;
  /** Milliseconds between looks at every file, for mounts that report no changes. Unset: events. */
  readonly polling?: number;
  /** Formats that are read; those that come with the program where it is unset. */
  readonly formats?: Formats;
  readonly createWatcher?: CreateWatcher;
  /** How long a half-written file is given before it is taken as it is. Milliseconds; 0: at once. */
  readonly settle?: number;
  /** Faults of the library itself and of listeners; for the log. */
  readonly onError?: (error: unknown) => void;
}

/** How long after its last change a file counts as live. Milliseconds. */
const liveFor = 60_000;
/** Trajectories held in memory, in characters of their text. */
const cached = 32_000_000;
/** Milliseconds between progress events. */
const progressInterval = 100;

export function openLibrary(options: LibraryOptions): Library {
  const onError = options.onError ?? ((error) => console.error(error));
  const store: Store = openStore(options.database);
  let formats = options.formats ?? builtIn;
  store.adopt(formats);
  const stop = new AbortController();
  const { signal } = stop;
  const changed = emitter<LibraryChange>(onError);
  const progressed = emitter<LibraryProgress>(onError);
  const pending = changes((change) => changed.emit(change));
  const trajectories = leastRecentlyUsed<Trajectory>(cached);
  const faults = new Map<string, Problem>();
  /** Path of a neighbour -> logs that are read with it. */
  const dependents = new Map<string, Set<string>>();
  const told = toldFiles(store);
  const found = new Set<string>();
  /** What turned up since the last listing began. */
  let listed = new Set<string>();
  let roots: readonly Root[] = [];
  let watcher: Watcher | undefined;
  let scanning = 0;
  let scan: Promise<void> = Promise.resolve();
  let progressTimer: NodeJS.Timeout | undefined;

  const settle = settling(options.settle ?? 2000, (path) => queue.touch(path, true));
  const visit = createIndexer({
    store,
    settling: settle,
    signal,
    formats: () => formats,
    open: (path) => openLogFile(path, { root: rootOf(path) }),
    wrote(path, before, row, written) {
      pending.add(told.wrote(path, before, row, { ...written, problems: faults.delete(path) || written.problems }));
      rememberNeighbours(path, row);
    },
    gone(path, written) {
      pending.add(told.gone(path, { ...written, problems: faults.delete(path) || written.problems }));
      found.delete(path);
    },
    unchanged(path, row) {
      store.files.watch(path);
      const news = told.found(path, row);
      if (!news) return;
      pending.add(news);
      rememberNeighbours(path, row);
    },
  });
  const queue = latestWins(async (path) => {
    await visit(path);
    progress();
  }, failed);

  function rememberNeighbours(path: string, row: FileRow): void {
    for (const { path: neighbour } of row.neighbours) dependents.set(neighbour, (dependents.get(neighbour) ?? new Set()).add(path));
  }

  function failed(path: string, error: unknown): void {
    if (signal.aborted) return;
    if ((error as { errcode?: number }).errcode === 5) {
      // Another window writes; it is done in a moment.
      setTimeout(() => queue.touch(path, false), 200).unref();
      return;
    }
    const message = `Indexing failed: ${error instanceof Error ? error.message : String(error)}`;
    fault(path, { severity: 'error', code: 'index-failed', message, remedy: 'Refresh to try again; the log says more.', file: path });
    onError(error);
  }

  function fault(key: string, problem: Problem): void {
    faults.set(key, problem);
    pending.add({ problems: true });
  }

  const rootOf = (path: string): string => {
    const holding = roots.filter(({ base }) => path.startsWith(base === '/' ? base : `${base}/`)).map(({ base }) => base);
    return holding.sort((a, b) => b.length - a.length)[0] ?? posix.dirname(path);
  };

  function touch(path: string): void {
    found.add(path);
    listed.add(path);
    queue.touch(path, scanning === 0);
    for (const log of dependents.get(path) ?? []) queue.touch(log, scanning === 0);
    progress();
  }

  function progress(): void {
    progressTimer ??= setTimeout(() => {
      progressTimer = undefined;
      progressed.emit(current());
    }, progressInterval);
  }

  const current = (): LibraryProgress => ({
    found: found.size,
    read: Math.max(0, found.size - queue.size),
    busy: scanning > 0 || queue.size > 0,
  });

  function begin(entries: readonly string[]): Promise<void> {
    const create = options.createWatcher ?? createChokidarWatcher;
    for (const key of faults.keys()) if (key.startsWith('watch:')) faults.delete(key);
    pending.add({ problems: true });
    found.clear();
    const started = create(
      { entries, polling: options.polling },
      {
        file: touch,
        folderGone: (folder) => store.files.below(folder).forEach(touch),
        problem: (problem) => fault(`watch:${problem.code}:${problem.file ?? ''}`, problem),
      },
    );
    watcher = started;
    return started.ready;
  }

  /** Runs a listing of everything; what was known and did not turn up is dropped. */
  async function scanned(listing: () => Promise<void>): Promise<void> {
    progress();
    scanning++;
    listed = new Set();
    try {
      await listing();
      if (signal.aborted) return;
      const pace = pacer();
      for (const path of new Set([...store.files.watched(), ...roots.flatMap(({ base }) => store.files.below(base))])) {
        if (signal.aborted) return;
        if (!listed.has(path)) await drop(path);
        await pace();
      }
    } finally {
      scanning--;
      progress();
    }
  }

  /** A file that the listing did not show: gone from disk, or outside of what is watched now. */
  async function drop(path: string): Promise<void> {
    const gone = (await stampOf(path).catch(() => null)) === undefined;
    if (signal.aborted || listed.has(path)) return;
    queue.drop(path);
    found.delete(path);
    const stored = store.stored(path);
    const problems = store.files.get(path)?.problem !== undefined;
    if (gone) store.forget(path);
    else store.files.unwatch(path);
    pending.add(told.gone(path, { runs: new Set(stored.values()), removed: [...stored.keys()], problems }));
  }

  const library: Library = {
    onDidChange: (listener) => changed.on(listener),
    onDidProgress: (listener) => progressed.on(listener),
    get progress() {
      return current();
    },
    async watch(directories) {
      const previous = watcher;
      watcher = undefined;
      const run = scan.then(async () => {
        await previous?.close();
        if (signal.aborted) return;
        roots = await resolveRoots(directories);
        await scanned(() => begin(directories));
      });
      scan = run.catch(onError);
      await run;
    },
    use(next) {
      formats = next;
      trajectories.clear();
      for (const path of store.adopt(next)) {
        const stored = store.stored(path);
        pending.add({ runs: new Set(stored.values()), changed: [...stored.keys()] });
        if (found.has(path)) queue.touch(path, true);
      }
      progress();
    },
    async refresh() {
      for (const key of faults.keys()) if (!key.startsWith('watch:')) faults.delete(key);
      const run = scan.then(() => scanned(async () => watcher?.rescan()));
      scan = run.catch(onError);
      await run;
    },
    async idle() {
      do {
        await scan;
        await queue.idle();
      } while (scanning > 0 || queue.size > 0);
      pending.flush();
    },

    runs: () => store.summaries.runs(),
    groups: (run) => store.summaries.groups(run),
    trajectories: (run, group) => store.summaries.trajectories(run, group),
    summary: (id) => store.summaries.one(id),
    async trajectory(id) {
      const summary = store.summaries.one(id);
      const importer = formats.byId(summary?.format ?? '');
      if (!summary || !importer) throw new LogError(unknownTrajectory(summary?.file));
      const key = `${id} ${summary.contentHash} ${JSON.stringify(summary.outcome)} ${summary.sample}`;
      const known = trajectories.get(key);
      if (known) return known;
      const file = await openLogFile(summary.file, { root: rootOf(summary.file) });
      const read = await readAt(file, importer, summary.place, summary.sample);
      const trajectory = read.sample === summary.sample ? read : { ...read, sample: summary.sample };
      trajectories.set(key, trajectory, summary.chars + 1000);
      return trajectory;
    },
    async *read(path, ids) {
      const pace = pacer();
      const wanted: TrajectorySummary[] = [];
      for (const id of ids) {
        if (signal.aborted) return;
        const summary = store.summaries.one(id);
        if (summary) wanted.push(summary);
        await pace();
      }
      const importer = formats.byId(wanted[0]?.format ?? '');
      if (importer) yield* readMany(await openLogFile(path, { root: rootOf(path) }), importer, wanted);
    },
    contents: (before, limit) => store.contents(before, limit),
    isLive(id) {
      const state = store.summaries.state(id);
      if (!state || Date.now() - state.changed > liveFor) return false;
      if (state.status === 'running') return true;
      const rewritten = formats.byId(state.format)?.writes === 'rewrite';
      return rewritten && state.status === 'unscored' && state.outcome.stop === undefined && state.outcome.label === undefined;
    },
    problems: () => [...(store.problem ? [store.problem] : []), ...faults.values(), ...store.files.problems().map(shownProblem)],

    scores: (contentHash, identity) => store.scores.get(contentHash, identity),
    putScores: (contentHash, scores) => store.scores.put(contentHash, scores),
    meanScores: (run, identity) => store.scores.means(run, identity),

    dispose() {
      if (signal.aborted) return;
      stop.abort();
      clearTimeout(progressTimer);
      pending.dispose();
      settle.dispose();
      queue.close();
      void watcher?.close();
      store.close();
    },
  };
  return library;
}

const unknownTrajectory = (file: string | undefined): Problem => ({
  severity: 'error',
  code: 'gone',
  message: 'This trajectory is no longer in the index.',
  remedy: 'Its log was deleted or written anew; choose it again in the Rollouts view.',
  file,
});
