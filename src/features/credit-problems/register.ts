import * as vscode from 'vscode';
import type { PlacedDiagnosis, Spot } from '../../core/credit/problem-places.ts';
import { CreditProblems } from '../../host/credit-problems.ts';
import { sentences } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { onDidChangeSetting, setting } from '../../host/settings.ts';

/** What stands out in the groups and batches looked at, in the Problems view on the lines of their log files. */
export function register({ context, library, credit }: Services): void {
  const diagnostics = vscode.languages.createDiagnosticCollection('rollout-lens-credit');
  const publish = (list: readonly PlacedDiagnosis[]): void => {
    diagnostics.clear();
    if (!setting('rolloutLens.credit.problems')) return;
    for (const [file, found] of Map.groupBy(list, (p) => p.file)) diagnostics.set(vscode.Uri.file(file), found.map(diagnostic));
  };
  const problems = new CreditProblems(library, credit, publish);
  context.subscriptions.push(
    diagnostics,
    problems,
    onDidChangeSetting('rolloutLens.credit.problems', () => publish(problems.all)),
  );
}

function diagnostic({ diagnosis, others, ...spot }: PlacedDiagnosis): vscode.Diagnostic {
  const { message, remedy, severity, code } = diagnosis;
  const level = severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
  const result = new vscode.Diagnostic(rangeOf(spot), sentences(message, remedy), level);
  result.source = 'Rollout Lens credit';
  result.code = code;
  result.relatedInformation = others.map(
    (other) =>
      new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(other.file), rangeOf(other)), 'this rollout too'),
  );
  return result;
}

function rangeOf({ line }: Spot): vscode.Range {
  const at = Math.max(0, (line ?? 1) - 1);
  return new vscode.Range(at, 0, at, 0);
}
