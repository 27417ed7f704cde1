import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { type Transcript, transcribe } from '../../core/transcript/transcript.ts';
import { explain, Refusal, sentences } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { SCHEME, transcriptId } from './uri.ts';

/** A transcript as it stands in an open document. */
export interface OpenTranscript {
  readonly id: string;
  readonly trajectory: Trajectory;
  readonly transcript: Transcript;
}

const SOON_MS = 200;

/** The documents of the `rollout:` scheme. What is open follows its log. */
export class TranscriptDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly open = new Map<string, OpenTranscript>();
  private readonly pending = new Set<string>();
  private readonly subscriptions: { dispose(): void }[];
  private timer: NodeJS.Timeout | undefined;
  private readonly services: Services;

  constructor(services: Services) {
    this.services = services;
    this.subscriptions = [
      services.library.onDidChange(({ trajectories, removed }) => this.follow([...trajectories, ...removed])),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.open.delete(uri.toString())),
    ];
  }

  of(document: vscode.TextDocument): OpenTranscript | undefined {
    return this.open.get(document.uri.toString());
  }

  summary(document: vscode.TextDocument): TrajectorySummary | undefined {
    const id = transcriptId(document.uri);
    return id === undefined ? undefined : this.services.library.summary(id);
  }

  /** The text; where the trajectory cannot be read, what is wrong and what to do. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    try {
      const id = transcriptId(uri);
      if (id === undefined) throw new Refusal('This address names no trajectory.', 'Open it again from the Rollouts view.');
      const trajectory = await this.services.library.trajectory(id);
      const transcript = transcribe(trajectory);
      this.open.set(uri.toString(), { id, trajectory, transcript });
      return transcript.text;
    } catch (error) {
      this.open.delete(uri.toString());
      const { message, remedy } = explain(error);
      this.services.log.warn(`Transcript: ${message}`);
      return `This trajectory cannot be shown.\n\n${sentences(message, remedy)}`;
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private follow(ids: readonly string[]): void {
    for (const id of ids) this.pending.add(id);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const uris = vscode.workspace.textDocuments.map(({ uri }) => uri).filter(({ scheme }) => scheme === SCHEME);
      for (const uri of uris) if (this.pending.has(transcriptId(uri) ?? '')) this.changed.fire(uri);
      this.pending.clear();
    }, SOON_MS);
  }
}
