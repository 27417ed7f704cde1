import type { GroupCommands, GroupCredit, GroupEvents, GroupRequests, GroupSnapshot } from '../../src/protocol/group.ts';
import type { Followed } from '../element.ts';
import type { Link } from '../host.ts';
import { revive } from '../revive.ts';

export type RowOrder = 'prefix' | 'sample' | 'reward' | 'advantage';

export interface Cell {
  readonly row: number;
  readonly step: number;
}

/** State of a group's page: the newest snapshot, the order of the rows, the cell the keyboard is on. */
export class GroupModel implements Followed {
  snapshot: GroupSnapshot | undefined;
  failure: string | undefined;
  order: RowOrder = 'prefix';
  /** Positions among the samples, from the first row to the last. */
  rows: readonly number[] = [];
  /** Most steps of a sample. */
  steps = 0;
  /** Size of the largest credit in the group. */
  largest = 0;
  cell: Cell = { row: 0, step: 0 };
  private readonly followers = new Set<() => void>();
  readonly host: Link<GroupRequests, GroupCommands, GroupEvents>;

  constructor(host: Link<GroupRequests, GroupCommands, GroupEvents>) {
    this.host = host;
    host.rpc.on('snapshot', (snapshot) => this.show(revive(snapshot)));
  }

  async start(): Promise<void> {
    const kept = this.host.kept() as { readonly choice?: unknown; readonly order?: RowOrder } | undefined;
    if (kept?.order) this.order = kept.order;
    try {
      this.show(revive(await this.host.rpc.request('ready', typeof kept?.choice === 'string' ? { choice: kept.choice } : {})));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.changed();
    }
  }

  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  choose(choice: string): void {
    this.host.rpc.send('choose', { choice });
  }

  sortBy(order: RowOrder): void {
    this.order = order;
    this.arrange();
  }

  moveTo(row: number, step: number): void {
    const at = Math.max(0, Math.min(this.rows.length - 1, row));
    this.cell = { row: at, step: Math.max(0, Math.min(this.steps - 1, step)) };
    this.changed();
  }

  show(snapshot: GroupSnapshot): void {
    if (this.snapshot && snapshot.revision < this.snapshot.revision) return;
    this.snapshot = snapshot;
    this.failure = undefined;
    this.arrange();
  }

  private arrange(): void {
    const { run, group, credit } = this.snapshot ?? {};
    if (credit) {
      this.rows = rowsOf(credit, this.order);
      this.steps = credit.samples.reduce((most, s) => Math.max(most, s.steps), 0);
      this.largest = credit.samples.reduce((most, s) => s.values.reduce((m: number, v) => Math.max(m, Math.abs(v ?? 0)), most), 0);
    }
    this.host.keep({ run, group, choice: credit?.choice, order: this.order });
    this.changed();
  }

  private changed(): void {
    for (const follower of this.followers) follower();
  }
}

/** Unknown comes last. */
function rowsOf({ samples, icicle }: GroupCredit, order: RowOrder): readonly number[] {
  if (order === 'prefix') return icicle.order;
  const all = samples.map((_, i) => i);
  if (order === 'sample') return all;
  const size = (i: number): number => (order === 'reward' ? samples[i]?.outcome.reward : samples[i]?.advantage) ?? Number.NEGATIVE_INFINITY;
  return all.sort((a, b) => (size(a) === size(b) ? a - b : size(b) > size(a) ? 1 : -1));
}
