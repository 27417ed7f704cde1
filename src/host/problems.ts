import * as vscode from 'vscode';
import type { Problem } from '../core/model/result.ts';
import type { Disposable, Library } from '../node/library/types.ts';
import { sentences } from './explain.ts';

/** Entries handed to the Problems view; the log channel has them all. */
const MOST = 1000;

/** What could not be read, collected: in the Problems view and the log, and one notification a session at most. */
export class Problems implements Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('rollout-lens');
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly logged = new Set<string>();
  private told = false;
  private current: readonly Problem[] = [];
  readonly onDidChange = this.changed.event;
  private readonly library: Library;
  private readonly log: vscode.LogOutputChannel;
  private readonly subscription: Disposable;

  constructor(library: Library, log: vscode.LogOutputChannel) {
    this.library = library;
    this.log = log;
    this.subscription = library.onDidChange((change) => {
      if (change.problems) this.update();
    });
    this.update();
  }

  get all(): readonly Problem[] {
    return this.current;
  }

  /** Things that stop someone from seeing a rollout; remarks are not counted. */
  get count(): number {
    return this.current.filter(({ severity }) => severity !== 'info').length;
  }

  async show(): Promise<void> {
    if (this.current.some(({ file }) => file !== undefined)) await vscode.commands.executeCommand('workbench.actions.view.problems');
    else this.log.show();
  }

  dispose(): void {
    this.subscription.dispose();
    this.diagnostics.dispose();
    this.changed.dispose();
  }

  private update(): void {
    this.current = this.library.problems();
    for (const problem of this.current) this.write(problem);
    this.publish();
    this.changed.fire();
    if (!this.told && this.current.some(({ severity }) => severity === 'error')) void this.tell();
  }

  private write(problem: Problem): void {
    const line = sentence(problem);
    if (this.logged.has(line)) return;
    this.logged.add(line);
    if (problem.severity === 'error') this.log.error(line);
    else if (problem.severity === 'warning') this.log.warn(line);
    else this.log.info(line);
  }

  private publish(): void {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const problem of this.current.slice(0, MOST)) {
      if (problem.file === undefined) continue;
      byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), diagnostic(problem)]);
    }
    this.diagnostics.set([]);
    this.diagnostics.clear();
    for (const [file, list] of byFile) this.diagnostics.set(vscode.Uri.file(file), list);
  }

  private async tell(): Promise<void> {
    this.told = true;
    const errors = this.current.filter(({ severity }) => severity === 'error');
    const first = errors[0];
    if (!first) return;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    const chosen = await vscode.window.showWarningMessage(`Rollout Lens: ${sentence(first)}${more}`, 'Show Problems', 'Show Log');
    if (chosen === 'Show Problems') await this.show();
    if (chosen === 'Show Log') this.log.show();
  }
}

/** File, place, what is wrong and the remedy, on one line. */
function sentence({ message, remedy, file, line, offset, detail }: Problem): string {
  const spot = line !== undefined ? `:${line}` : offset !== undefined ? ` at byte ${offset}` : '';
  const where = file === undefined ? [] : [`${file}${spot}${detail === undefined ? '' : ` (${detail})`}:`];
  return sentences(...where, message, remedy);
}

const SEVERITY = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

function diagnostic(problem: Problem): vscode.Diagnostic {
  const line = Math.max(0, (problem.line ?? 1) - 1);
  const detail = problem.detail === undefined ? '' : ` (${problem.detail})`;
  const text = sentences(problem.message + detail, problem.remedy);
  const result = new vscode.Diagnostic(new vscode.Range(line, 0, line, 0), text, SEVERITY[problem.severity]);
  result.source = 'Rollout Lens';
  result.code = problem.code;
  return result;
}
