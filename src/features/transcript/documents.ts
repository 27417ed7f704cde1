import * as vscode from 'vscode';
import { pairedHeaders } from '../../core/diff/headers.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { TRANSCRIPT_LIMITS, type Transcript, transcribe } from '../../core/transcript/transcript.ts';
import { explain, Refusal, sentences } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { besideOf, transcriptId } from './uri.ts';

/** A transcript as it stands in an open document. */
export interface OpenTranscript {
  readonly id: string;
  readonly trajectory: Trajectory;
  readonly transcript: Transcript;
}

interface Content {
  readonly bytes: Uint8Array;
  readonly open?: OpenTranscript;
}

const SOON_MS = 200;
/** Transcripts kept for hovers and decorations. */
const KEPT = 30;

/**
 * The documents of the `rollout:` scheme, as read-only files, so that editors come back after a reload of the window
 * and what is open follows its log.
 */
export class TranscriptDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly contents = new Map<string, Promise<Content>>();
  private readonly open = new Map<string, OpenTranscript>();
  /** When an open transcript last changed; what was never changed is as old as the window. */
  private readonly times = new Map<string, number>();
  private readonly started = Date.now();
  private readonly pending = new Set<string>();
  private readonly subscription: { dispose(): void };
  private timer: NodeJS.Timeout | undefined;
  private readonly services: Services;

  constructor(services: Services) {
    this.services = services;
    this.subscription = services.library.onDidChange(({ trajectories, removed }) => this.follow([...trajectories, ...removed]));
  }

  /** Undefined also while the document is a moment behind its log. */
  of(document: vscode.TextDocument): OpenTranscript | undefined {
    const open = this.open.get(document.uri.toString());
    return open?.transcript.map.lines === document.lineCount ? open : undefined;
  }

  summary(document: vscode.TextDocument): TrajectorySummary | undefined {
    const id = transcriptId(document.uri);
    return id === undefined ? undefined : this.services.library.summary(id);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { bytes } = await this.content(uri);
    const mtime = this.times.get(uri.toString()) ?? this.started;
    return { type: vscode.FileType.File, permissions: vscode.FilePermission.Readonly, ctime: this.started, mtime, size: bytes.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { bytes, open } = await this.content(uri);
    const key = uri.toString();
    this.open.delete(key);
    if (open) this.open.set(key, open);
    for (const oldest of this.open.keys()) {
      if (this.open.size <= KEPT) break;
      this.open.delete(oldest);
      this.contents.delete(oldest);
    }
    return bytes;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changed.dispose();
  }

  private content(uri: vscode.Uri): Promise<Content> {
    const key = uri.toString();
    const known = this.contents.get(key);
    if (known) return known;
    const content = this.read(uri);
    this.contents.set(key, content);
    return content;
  }

  /** The text; where the trajectory cannot be read, what is wrong and what to do. */
  private async read(uri: vscode.Uri): Promise<Content> {
    try {
      const id = transcriptId(uri);
      if (id === undefined) throw new Refusal('This address names no trajectory.', 'Open it again from the Rollouts view.');
      const trajectory = await this.services.library.trajectory(id);
      const transcript = transcribe(trajectory, TRANSCRIPT_LIMITS, await this.headers(uri, trajectory));
      return { bytes: Buffer.from(transcript.text), open: { id, trajectory, transcript } };
    } catch (error) {
      const { message, remedy } = explain(error);
      this.services.log.warn(`Transcript: ${message}`);
      return { bytes: Buffer.from(`This trajectory cannot be shown.\n\n${sentences(message, remedy)}`) };
    }
  }

  /** Of a side of a diff; a transcript on its own has those of its steps. */
  private async headers(uri: vscode.Uri, trajectory: Trajectory): Promise<readonly string[]> {
    const beside = besideOf(uri);
    if (!beside) return [];
    const other = await this.services.library.trajectory(beside.id);
    return beside.side === 'a' ? pairedHeaders(trajectory, other).a : pairedHeaders(other, trajectory).b;
  }

  private follow(ids: readonly string[]): void {
    for (const id of ids) this.pending.add(id);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const changed = [...this.contents.keys()].filter((key) => this.rests(vscode.Uri.parse(key)));
      this.pending.clear();
      for (const key of changed) {
        this.contents.delete(key);
        this.times.set(key, Date.now());
      }
      if (changed.length > 0)
        this.changed.fire(changed.map((key) => ({ type: vscode.FileChangeType.Changed, uri: vscode.Uri.parse(key) })));
    }, SOON_MS);
  }

  /** Whether what is shown there rests on a trajectory that changed. */
  private rests(uri: vscode.Uri): boolean {
    return this.pending.has(transcriptId(uri) ?? '') || this.pending.has(besideOf(uri)?.id ?? '');
  }
}
