import type { RunsCommands, RunsEvents, RunsRequests, RunsSnapshot, TaskRow } from '../../src/protocol/runs.ts';
import type { Followed } from '../element.ts';
import type { Link } from '../host.ts';
import { revive } from '../revive.ts';
import { type Column, type Kind, type Order, shownTasks, type TaskFilter } from './order.ts';

export type RunsHost = Link<RunsRequests, RunsCommands, RunsEvents>;

/** State of the comparison of runs: the newest snapshot, the order and the filter of its tasks. */
export class RunsModel implements Followed {
  snapshot: RunsSnapshot | undefined;
  failure: string | undefined;
  order: Order = { by: 'difference', descending: false };
  filter: TaskFilter = { text: '', kinds: new Set() };
  rows: readonly TaskRow[] = [];
  private readonly followers = new Set<() => void>();
  readonly host: RunsHost;

  constructor(host: RunsHost) {
    this.host = host;
    host.rpc.on('snapshot', (snapshot) => this.show(revive(snapshot)));
  }

  async start(): Promise<void> {
    try {
      this.show(revive(await this.host.rpc.request('ready', {})));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.changed();
    }
  }

  follow(follower: () => void): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  show(snapshot: RunsSnapshot): void {
    if (this.snapshot && snapshot.revision < this.snapshot.revision) return;
    this.snapshot = snapshot;
    this.failure = undefined;
    this.host.keep({ keys: snapshot.keys });
    this.sift();
  }

  sortBy(by: Column): void {
    this.order = { by, descending: this.order.by === by ? !this.order.descending : by !== 'task' };
    this.sift();
  }

  look(text: string): void {
    this.filter = { ...this.filter, text };
    this.sift();
  }

  toggleKind(kind: Kind): void {
    const kinds = new Set(this.filter.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    this.filter = { ...this.filter, kinds };
    this.sift();
  }

  private sift(): void {
    this.rows = shownTasks(this.snapshot?.tasks ?? [], this.filter, this.order);
    this.changed();
  }

  private changed(): void {
    for (const follower of this.followers) follower();
  }
}
