import * as vscode from 'vscode';
import type { CurvePalette } from '../../core/transcript/curve.ts';
import { hoverMarkdown } from '../../core/transcript/hover.ts';
import { stepAt } from '../../core/transcript/map.ts';
import type { CommandId } from '../../host/command-table.ts';
import { commandUri } from '../../host/commands.ts';
import type { Services } from '../../host/services.ts';
import type { TranscriptDocuments } from './documents.ts';
import { palette } from './palette.ts';

/** The commands a hover may run; nothing else in it is trusted. */
const LINKS = ['rolloutLens.openPanel', 'rolloutLens.openRaw', 'rolloutLens.copyStep'] as const satisfies readonly CommandId[];

/** On any line of a step: its score, what it rests on, and where to go from there. */
export class StepHovers implements vscode.HoverProvider {
  private readonly services: Services;
  private readonly documents: TranscriptDocuments;

  constructor(services: Services, documents: TranscriptDocuments) {
    this.services = services;
    this.documents = documents;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const open = this.documents.of(document);
    const step = open && stepAt(open.transcript.map, position.line);
    const summary = this.documents.summary(document);
    if (!open || !step || !summary) return undefined;
    const { scores, scoring, trust } = this.services;
    const target = { kind: 'trajectory', id: open.id, step: step.index };
    const text = hoverMarkdown({
      index: step.index,
      steps: open.transcript.map.steps.length,
      scores: scores.of(summary),
      scorer: scoring.scorer,
      why: scores.why(summary),
      reward: open.trajectory.steps[step.index]?.reward,
      trust: trust.of(summary.run),
      palette: colours(),
      links: [
        { label: 'Open in Panel', uri: commandUri('rolloutLens.openPanel', target) },
        { label: 'Log File', uri: commandUri('rolloutLens.openRaw', target) },
        { label: 'Copy Step', uri: commandUri('rolloutLens.copyStep', target) },
      ],
    });
    const markdown = new vscode.MarkdownString(text);
    markdown.isTrusted = { enabledCommands: LINKS };
    return new vscode.Hover(markdown, document.lineAt(position.line).range);
  }
}

function colours(): CurvePalette {
  const { kind } = vscode.window.activeColorTheme;
  const dark = kind === vscode.ColorThemeKind.Dark || kind === vscode.ColorThemeKind.HighContrast;
  const { levels, grid, text } = palette(dark);
  return { line: levels[4], mark: levels[0], grid, text };
}
