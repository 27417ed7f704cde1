import * as vscode from 'vscode';
import { previewText } from '../../core/importers/custom-preview.ts';
import type { Probe } from '../../core/importers/importer.ts';
import { isBuiltIn } from '../../host/format-desk.ts';

const SOON_MS = 150;

/** The address of the preview of a mapping. */
export const previewUri = (mapping: vscode.Uri): vscode.Uri =>
  vscode.Uri.from({
    scheme: 'rollout-format',
    path: `/Preview of ${mapping.path.split('/').at(-1)?.split('.')[0]}.txt`,
    query: mapping.toString(),
  });

/** Read-only documents that show what mappings make of a log's first records, and follow as they are edited. */
export class FormatPreviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** Address of a mapping to the records it is tried on. */
  private readonly probes = new Map<string, Probe>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscription = vscode.workspace.onDidChangeTextDocument(({ document }) => this.soon(document.uri));

  /** Tries a mapping on these records from now on. */
  show(mapping: vscode.TextDocument, probe: Probe): void {
    this.probes.set(mapping.uri.toString(), probe);
    this.changed.fire(previewUri(mapping.uri));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const probe = this.probes.get(uri.query);
    if (probe === undefined)
      return 'This preview was made before the window was reloaded.\nRun “Rollout Lens: Map House Format…” on the log again.\n';
    const mapping = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query));
    return previewText(mapping.getText(), probe, isBuiltIn);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.subscription.dispose();
    this.changed.dispose();
  }

  private soon(mapping: vscode.Uri): void {
    const key = mapping.toString();
    if (!this.probes.has(key)) return;
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.changed.fire(previewUri(mapping)), SOON_MS),
    );
  }
}
