import type { Comparison } from '../../src/core/diff/compare.ts';
import type { RowField } from '../../src/core/diff/fields.ts';
import type { DiffCommands, DiffEvents, DiffRequests, DiffSnapshot } from '../../src/protocol/diff.ts';
import type { Followed } from '../element.ts';
import type { Link } from '../host.ts';
import { revive } from '../revive.ts';
import { type Line, lineOf, linesOf } from './lines.ts';

export type DiffHost = Link<DiffRequests, DiffCommands, DiffEvents>;

type Texts = { readonly fields: readonly RowField[] } | { readonly failure: string };

/** State of the diff panel: the newest snapshot, where the reader is, what is open. */
export class DiffModel implements Followed {
  snapshot: DiffSnapshot | undefined;
  failure: string | undefined;
  lines: readonly Line[] = [];
  /** Position in `lines`. */
  selected = 0;
  readonly open = new Set<number>();
  notice = '';
  onReveal: (line: number) => void = () => {};
  /** Runs of unchanged text the reader opened, by `row/field/side/piece`. */
  readonly unfoldedTexts = new Set<string>();
  private readonly unfolded = new Set<number>();
  private readonly texts = new Map<number, Texts>();
  private readonly underway = new Set<number>();
  private readonly followers = new Set<() => void>();
  readonly host: DiffHost;

  constructor(host: DiffHost) {
    this.host = host;
    host.rpc.on('snapshot', (snapshot) => this.show(revive(snapshot)));
  }

  async start(): Promise<void> {
    try {
      this.show(revive(await this.host.rpc.request('ready', {})));
    } catch (error) {
      this.failure = messageOf(error);
      this.changed();
    }
  }

  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  get comparison(): Comparison | undefined {
    return this.snapshot?.report?.comparison;
  }

  show(snapshot: DiffSnapshot): void {
    const before = this.snapshot;
    if (before && snapshot.revision < before.revision) return;
    const same = before?.ids.join() === snapshot.ids.join() && this.comparison?.rows.length === snapshot.report?.comparison.rows.length;
    this.snapshot = snapshot;
    this.failure = undefined;
    this.texts.clear();
    if (!same) this.enter();
    this.fold();
    if (!same) this.selected = Math.max(0, lineOf(this.lines, this.comparison?.first ?? 0));
    this.host.keep({ ids: snapshot.ids });
    this.changed();
  }

  private enter(): void {
    this.open.clear();
    this.unfolded.clear();
    this.unfoldedTexts.clear();
  }

  private fold(): void {
    this.lines = linesOf(this.comparison?.rows ?? [], this.unfolded);
    this.selected = Math.min(this.selected, Math.max(0, this.lines.length - 1));
  }

  /** What the steps of a row say; asked for when it is not here. */
  fields(row: number): Texts | undefined {
    const known = this.texts.get(row);
    if (!known) void this.pull(row, false);
    return known;
  }

  async pull(row: number, whole: boolean): Promise<void> {
    if (this.underway.has(row)) return;
    this.underway.add(row);
    const revision = this.snapshot?.revision;
    const texts = await this.host.rpc.request('row', { row, whole }).then(
      (fields): Texts => ({ fields: revive(fields) }),
      (error): Texts => ({ failure: messageOf(error) }),
    );
    this.underway.delete(row);
    if (revision === this.snapshot?.revision) this.texts.set(row, texts);
    this.changed();
  }

  go(line: number): void {
    this.selected = Math.max(0, Math.min(line, this.lines.length - 1));
    this.notice = '';
    this.changed();
    this.onReveal(this.selected);
  }

  goToRow(row: number | undefined, missing: string): void {
    if (row === undefined) this.say(missing);
    else this.go(lineOf(this.lines, row));
  }

  /** The next line that shows a difference, or the one before. */
  goToDifference(by: 1 | -1): void {
    const rows = this.comparison?.rows ?? [];
    const differs = (line: Line | undefined): boolean => line !== undefined && 'row' in line && rows[line.row]?.kind !== 'same';
    let at = this.selected + by;
    while (at >= 0 && at < this.lines.length && !differs(this.lines[at])) at += by;
    if (this.lines[at]) this.go(at);
    else this.say(by > 0 ? 'no difference below' : 'no difference above');
  }

  toggle(at: number): void {
    const line = this.lines[at];
    if (!line) return;
    this.selected = at;
    if ('row' in line) {
      if (!this.open.delete(line.row)) this.open.add(line.row);
    } else {
      this.unfolded.add(line.from);
      this.fold();
    }
    this.changed();
  }

  unfoldText(key: string): void {
    this.unfoldedTexts.add(key);
    this.changed();
  }

  say(notice: string): void {
    this.notice = notice;
    this.changed();
  }

  changed(): void {
    for (const follower of this.followers) follower();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
