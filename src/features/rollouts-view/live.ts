import * as vscode from 'vscode';
import type { Library } from '../../node/library/types.ts';
import { LIVE_SCHEME, liveUri } from './tree.ts';

const LOOK_EVERY_MS = 5000;

/** Trajectories that are growing now, as badges on their rows. */
export class LiveBadges implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly onDidChangeFileDecorations = this.changed.event;
  private readonly live = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly library: Library;

  constructor(library: Library) {
    this.library = library;
  }

  get size(): number {
    return this.live.size;
  }

  note(ids: Iterable<string>): void {
    const fresh = [...ids].filter((id) => !this.live.has(id) && this.library.isLive(id));
    if (fresh.length === 0) return;
    for (const id of fresh) this.live.add(id);
    this.changed.fire(fresh.map(liveUri));
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== LIVE_SCHEME || !this.live.has(uri.path.slice(1))) return undefined;
    return new vscode.FileDecoration('●', 'still growing', new vscode.ThemeColor('rolloutLens.live'));
  }

  dispose(): void {
    clearInterval(this.timer);
    this.changed.dispose();
  }

  private look(): void {
    const ended = [...this.live].filter((id) => !this.library.isLive(id));
    for (const id of ended) this.live.delete(id);
    if (ended.length > 0) this.changed.fire(ended.map(liveUri));
    if (this.live.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
