import type { Formats } from '../../core/importers/formats.ts';
import { LogError, type LogFile } from '../../core/importers/importer.ts';
import type { Problem } from '../../core/model/result.ts';
import type { Cursor, FileProblem, FileRow, FileStamp, TrajectoryRow, Written } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { rememberingNeighbours, sameNeighbours, stampNeighbours } from './neighbours.ts';
import { pacer } from './pace.ts';
import { type Plan, planReading, readByPlan } from './read-file.ts';
import { addProblem, trajectoryRow, withoutTail } from './row.ts';
import type { Settling } from './settle.ts';
import { snapshotOfSmall } from './snapshot.ts';
import { sameStamp, stampOf } from './stamp.ts';

export interface IndexerOptions {
  readonly store: Store;
  readonly settling: Settling;
  readonly signal: AbortSignal;
  /** The formats in force. */
  formats(): Formats;
  open(path: string): Promise<LogFile>;
  /** The index was changed for this file. `before` is what it held right before the write. */
  wrote(path: string, before: FileRow | undefined, row: FileRow, written: Partial<Written> & { readonly problems: boolean }): void;
  /** The file has gone, and its trajectories with it. */
  gone(path: string, written: Partial<Written> & { readonly problems: boolean }): void;
  /** The index already said what the file says now. */
  unchanged(path: string, row: FileRow): void;
}

/** Trajectories written in one transaction: a few milliseconds. */
const batch = 100;
/** Of a file that is read anew, so many trajectories are gathered before the old ones are touched. */
const gathered = 20_000;
/** A file changed less than this before it was read may change again under the same time stamp. Milliseconds. */
const stampResolution = 25;
const transient = new Set(['file-missing', 'file-replaced', 'file-busy']);
const unfinished = new Set(['unfinished', 'json-cut', 'no-record', 'empty', 'compressed-truncated']);

/** One look at one file. */
interface Visit {
  readonly path: string;
  readonly stamp: FileStamp;
  /** What the index knew; without a cursor where a neighbour has changed, so that all is read anew. */
  readonly before: FileRow | undefined;
  /** The file has had its time: what looks half-written is taken as it is. */
  readonly settled: boolean;
}

type State = Pick<Partial<FileRow>, 'format' | 'cursor' | 'neighbours' | 'problem'>;

/**
 * Brings the index up to date with one file, whatever happened to it. Call it for one path at a time. It may be called
 * at any moment and any number of times; the last call after the last change leaves the index true.
 */
export function createIndexer({
  store,
  settling,
  signal,
  formats,
  open,
  wrote,
  gone,
  unchanged,
}: IndexerOptions): (path: string) => Promise<void> {
  return async function visit(path) {
    const stamp = await stampOf(path).catch(logErrors);
    if (signal.aborted) return;
    const before = store.files.get(path);
    if (stamp instanceof LogError) return unreadable({ path, stamp: { size: 0, mtime: -1, identity: '' }, before, settled: true }, stamp);
    if (!stamp) return forget(path, before);
    const settled = settling.settled(path, stamp);
    const neighboursChanged = before !== undefined && !(await sameNeighbours(before.neighbours));
    if (signal.aborted) return;
    if (before && sameStamp(before, stamp) && !neighboursChanged && !(settled && before.format !== undefined))
      return unchanged(path, before);
    const look: Visit = { path, stamp, before: before && neighboursChanged ? { ...before, cursor: undefined } : before, settled };
    try {
      await read(look);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      if (transient.has(error.problem.code) && !settled) settling.wait(path, stamp);
      else unreadable(look, error);
    }
  };

  function forget(path: string, before: FileRow | undefined): void {
    settling.forget(path);
    gone(path, { ...store.forget(path), problems: before?.problem !== undefined });
  }

  /** Keeps what was read before. The stamp never matches, so that every hint is another try. */
  function unreadable({ path, stamp, before }: Visit, error: LogError): void {
    save(path, { ...stamp, mtime: -1 }, [], { format: before?.format, problem: { first: error.problem, count: 1 } });
  }

  async function read(look: Visit): Promise<void> {
    const { path, stamp, before, settled } = look;
    const { file, asked } = rememberingNeighbours(snapshotOfSmall(await open(path)));
    const planned = await planReading(file, stamp, before, formats());
    if (signal.aborted) return;
    if ('plan' in planned) return readWith(look, planned.plan, file, asked);
    if (!settled && unfinished.has(planned.code) && store.stored(path).size > 0) return settling.wait(path, stamp);
    save(path, stamp, [], { problem: planned.refused && { first: planned.refused, count: 1 } }, new Set());
  }

  async function readWith({ path, stamp, before, settled }: Visit, plan: Plan, file: LogFile, asked: ReadonlySet<string>): Promise<void> {
    const pace = pacer();
    const format = plan.importer.id;
    /** Offsets of a compressed log are those of its content; they say nothing of the size on disk. */
    const plain = file.size === stamp.size || file.size === (await stampOf(path).catch(logErrors).then(sizeOf));
    const stored = plan.from ? 0 : store.stored(path).size;
    const rows: TrajectoryRow[] = [];
    const ids = new Set<string>();
    let ordinal = plan.from?.trajectories ?? 0;
    let problem = plan.from ? before?.problem && withoutTail(before.problem) : plan.remark && addProblem(undefined, plan.remark);
    const cuts: Problem[] = [];

    /** Until the end is reached the stamp matches nothing: a reading that is broken off is done again. */
    const writeSome = async (leave: number): Promise<void> => {
      while (rows.length > leave) {
        save(path, { ...stamp, mtime: -1 }, rows.splice(0, batch), { format, cursor: plan.from, problem: before?.problem });
        await pace();
      }
    };
    const finish = async (cursor: Cursor | undefined): Promise<void> => {
      const doubtful = !settled && (cuts.length > 0 || ordinal === 0);
      if (doubtful) settling.wait(path, stamp);
      if (doubtful && ordinal < stored) return;
      const neighbours = await stampNeighbours(asked);
      await writeSome(batch);
      // A cut line in the middle of a log that is read on is passed for good; other cuts are seen again if they last.
      for (const one of cuts) if (settled || (cursor && one.code !== 'unfinished')) problem = addProblem(problem, one);
      const mayChangeUnseen = !cursor && Date.now() - stamp.mtime < stampResolution;
      // It grew after the stamp was taken. Cut back under the same time stamp it would look as if nothing had happened.
      const readBeyond = plain && cursor !== undefined && cursor.at.offset > stamp.size;
      const done = mayChangeUnseen || readBeyond ? { ...stamp, mtime: stamp.mtime - 1 } : stamp;
      save(path, done, rows, { format, cursor, neighbours, problem }, plan.from ? undefined : ids);
    };

    for await (const item of readByPlan(file, plan)) {
      if (signal.aborted) return;
      if ('torn' in item) return settling.wait(path, stamp);
      if ('end' in item) return finish(item.end.cursor);
      if ('trajectory' in item) {
        rows.push(trajectoryRow(item.trajectory, ordinal++));
        ids.add(item.trajectory.id);
      } else if (unfinished.has(item.problem.code)) cuts.push(item.problem);
      else problem = addProblem(problem, item.problem);
      if (stored === 0 || ordinal > gathered) await writeSome(batch);
      await pace();
    }
  }

  function save(path: string, stamp: FileStamp, rows: readonly TrajectoryRow[], state: State, keep?: ReadonlySet<string>): void {
    if (signal.aborted) return;
    const before = store.files.get(path);
    const row: FileRow = { path, ...stamp, ...state, neighbours: state.neighbours ?? [] };
    const written = store.write(row, rows, keep);
    wrote(path, before, row, { ...written, problems: !sameProblem(before?.problem, state.problem) });
  }
}

const logErrors = (error: unknown): LogError => {
  if (error instanceof LogError) return error;
  throw error;
};

const sizeOf = (stamp: FileStamp | LogError | undefined): number | undefined => (stamp && 'size' in stamp ? stamp.size : undefined);

const sameProblem = (a: FileProblem | undefined, b: FileProblem | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
