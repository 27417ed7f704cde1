import * as vscode from 'vscode';
import type { Section, SectionKind, StepSpan } from '../../core/transcript/map.ts';
import { folds } from '../../core/transcript/map.ts';
import type { TranscriptDocuments } from './documents.ts';

const SYMBOLS: Readonly<Record<SectionKind, vscode.SymbolKind>> = {
  system: vscode.SymbolKind.Namespace,
  user: vscode.SymbolKind.String,
  assistant: vscode.SymbolKind.String,
  tool: vscode.SymbolKind.String,
  thought: vscode.SymbolKind.Null,
  says: vscode.SymbolKind.String,
  action: vscode.SymbolKind.Function,
  result: vscode.SymbolKind.Array,
  logged: vscode.SymbolKind.Number,
  outcome: vscode.SymbolKind.Boolean,
};

/** Steps and their parts, for the outline, breadcrumbs and sticky scroll. */
export class TranscriptOutline implements vscode.DocumentSymbolProvider, vscode.FoldingRangeProvider {
  private readonly documents: TranscriptDocuments;

  constructor(documents: TranscriptDocuments) {
    this.documents = documents;
  }

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const map = this.documents.of(document)?.transcript.map;
    if (!map) return [];
    const symbols = [...map.frame.map((section) => part(document, section)), ...map.steps.map((step) => whole(document, step))];
    return symbols.sort((a, b) => a.range.start.line - b.range.start.line);
  }

  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const map = this.documents.of(document)?.transcript.map;
    return map ? folds(map).map(({ start, end }) => new vscode.FoldingRange(start, end, vscode.FoldingRangeKind.Region)) : [];
  }
}

function whole(document: vscode.TextDocument, step: StepSpan): vscode.DocumentSymbol {
  const kind = step.isError ? vscode.SymbolKind.Event : vscode.SymbolKind.Method;
  const symbol = new vscode.DocumentSymbol(`Step ${step.index + 1}`, step.title, kind, ...ranges(document, step));
  symbol.children = step.sections.map((section) => part(document, section));
  return symbol;
}

const part = (document: vscode.TextDocument, section: Section): vscode.DocumentSymbol =>
  new vscode.DocumentSymbol(section.label, '', SYMBOLS[section.kind], ...ranges(document, section));

function ranges(
  document: vscode.TextDocument,
  { start, end }: { readonly start: number; readonly end: number },
): [vscode.Range, vscode.Range] {
  const last = document.validatePosition(new vscode.Position(end, Number.MAX_SAFE_INTEGER));
  const head = document.validateRange(new vscode.Range(start, 0, start, Number.MAX_SAFE_INTEGER));
  return [new vscode.Range(head.start, last.isBefore(head.end) ? head.end : last), head];
}
