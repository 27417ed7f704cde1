import * as vscode from 'vscode';
import { stepAt } from '../../core/transcript/map.ts';
import { register as command } from '../../host/commands.ts';
import { trajectoryTarget } from '../../host/current.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { onDidChangeSetting } from '../../host/settings.ts';
import { asTargets } from '../../host/target.ts';
import { StepDecorations } from './decorations.ts';
import { TranscriptDocuments } from './documents.ts';
import { StepHovers } from './hovers.ts';
import { TranscriptOutline } from './outline.ts';
import { openTextDiff } from './text-diff.ts';
import { LANGUAGE, SCHEME, transcriptId, transcriptUri } from './uri.ts';

/** Trajectories as text documents: folding, outline, hovers, and scores beside the lines. */
export function register(services: Services): void {
  const { context, library, scoring, scorers, scores, current } = services;
  const documents = new TranscriptDocuments(services);
  const decorations = new StepDecorations(services, documents);
  const outline = new TranscriptOutline(documents);
  const selector: vscode.DocumentSelector = { scheme: SCHEME, language: LANGUAGE };

  const show = (editor: vscode.TextEditor) => {
    if (editor.document.uri.scheme !== SCHEME) return;
    const open = documents.of(editor.document);
    const summary = documents.summary(editor.document);
    if (open && summary) scores.inView(summary, open.trajectory);
    decorations.draw(editor);
  };
  const showAll = (id?: string) => {
    for (const editor of vscode.window.visibleTextEditors) if (id === undefined || transcriptId(editor.document.uri) === id) show(editor);
  };

  context.subscriptions.push(
    documents,
    decorations,
    vscode.workspace.registerFileSystemProvider(SCHEME, documents, { isReadonly: true, isCaseSensitive: true }),
    vscode.languages.registerDocumentSymbolProvider(selector, outline, { label: 'Trajectory' }),
    vscode.languages.registerFoldingRangeProvider(selector, outline),
    vscode.languages.registerHoverProvider(selector, new StepHovers(services, documents)),
    vscode.window.onDidChangeVisibleTextEditors(() => showAll()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => showAll(transcriptId(document.uri))),
    scorers.onDidScore((id) => showAll(id)),
    scorers.onDidChange(() => showAll()),
    scoring.onDidChangeStatus(({ state }) => state === 'off' && showAll()),
    onDidChangeSetting('rolloutLens.transcript.decorations', () => showAll()),
    current.offer(documents, () => inView(documents)),
  );
  showAll();

  command(services, 'rolloutLens.openTranscript', async (argument) => {
    const { id, step } = await trajectoryTarget(services, argument);
    const summary = library.summary(id);
    if (!summary) throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
    const document = await vscode.workspace.openTextDocument(transcriptUri(summary));
    const span = step === undefined ? undefined : documents.of(document)?.transcript.map.steps[step];
    const selection = span && new vscode.Range(span.start, 0, span.start, 0);
    const editor = await vscode.window.showTextDocument(document, { preview: false, selection });
    if (selection) editor.revealRange(selection, vscode.TextEditorRevealType.AtTop);
  });

  command(services, 'rolloutLens.diffText', async (...args) => {
    const targets = args.length > 0 ? asTargets(args) : current.selected();
    const given = targets.flatMap((target) => (target.kind === 'trajectory' ? (library.summary(target.id) ?? []) : []));
    const [a, b] = given;
    if (!a || !b || given.length > 2)
      throw new Refusal('A text diff takes two trajectories.', 'Select two in the Rollouts view, or use “Diff with…” on one.');
    await openTextDiff(a, b);
  });

  command(services, 'rolloutLens.copyStep', async (argument) => {
    const { id, step } = await trajectoryTarget(services, argument);
    const document = vscode.workspace.textDocuments.find(({ uri }) => transcriptId(uri) === id);
    const span = document && documents.of(document)?.transcript.map.steps[step ?? -1];
    if (!document || !span) throw new Refusal('There is no step to copy.', 'Open a transcript and hover one of its steps.');
    await vscode.env.clipboard.writeText(document.getText(new vscode.Range(span.start, 0, span.end + 1, 0)).trimEnd());
    vscode.window.setStatusBarMessage(`Step ${span.index + 1} copied`, 2000);
  });

  const go = (direction: 1 | -1) => () => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== SCHEME) throw new Refusal('This works in a transcript.', 'Open one from the Rollouts view.');
    const lines = decorations.marks(editor.document).flatMap(({ span, turn }) => (turn ? [span.start] : []));
    const here = editor.selection.active.line;
    const line = direction > 0 ? lines.find((l) => l > here) : lines.findLast((l) => l < here);
    if (line === undefined) throw new Refusal(`No notable score change ${direction > 0 ? 'below' : 'above'} this line.`);
    editor.selection = new vscode.Selection(line, 0, line, 0);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  };
  command(services, 'rolloutLens.nextChange', go(1));
  command(services, 'rolloutLens.previousChange', go(-1));
}

function inView(documents: TranscriptDocuments) {
  const editor = vscode.window.activeTextEditor;
  const id = editor && transcriptId(editor.document.uri);
  if (!editor || id === undefined) return undefined;
  const open = documents.of(editor.document);
  const step = open && stepAt(open.transcript.map, editor.selection.active.line);
  return { kind: 'trajectory', id, step: step?.index } as const;
}
