import type { AcrossCommands, AcrossEvents, AcrossRequests, AcrossSnapshot } from '../../src/protocol/across.ts';
import type { Followed } from '../element.ts';
import type { Link } from '../host.ts';
import { revive } from '../revive.ts';

/** State of a run's credit page: the newest snapshot. */
export class AcrossModel implements Followed {
  snapshot: AcrossSnapshot | undefined;
  failure: string | undefined;
  busy = false;
  private readonly followers = new Set<() => void>();
  readonly host: Link<AcrossRequests, AcrossCommands, AcrossEvents>;

  constructor(host: Link<AcrossRequests, AcrossCommands, AcrossEvents>) {
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

  update(): void {
    this.busy = true;
    this.host.rpc.send('update', {});
    this.changed();
  }

  private show(snapshot: AcrossSnapshot): void {
    if (this.snapshot && snapshot.revision < this.snapshot.revision) return;
    this.snapshot = snapshot;
    this.failure = undefined;
    this.busy = false;
    this.host.keep({ run: snapshot.run });
    this.changed();
  }

  private changed(): void {
    for (const follower of this.followers) follower();
  }
}
