import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CurvePalette } from '../../core/transcript/curve.ts';
import { type HoverCredit, hoverMarkdown } from '../../core/transcript/hover.ts';
import { stepAt } from '../../core/transcript/map.ts';
import type { CommandId } from '../../host/command-table.ts';
import { commandUri } from '../../host/commands.ts';
import { explain } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import type { CreditRow } from '../../protocol/credit.ts';
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

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const open = this.documents.of(document);
    const step = open && stepAt(open.transcript.map, position.line);
    const summary = this.documents.summary(document);
    if (!open || !step || !summary) return undefined;
    const { scores, scorers, trust } = this.services;
    const credit = await this.credit(open.id);
    const target = { kind: 'trajectory', id: open.id, step: step.index };
    const text = hoverMarkdown({
      index: step.index,
      steps: open.transcript.map.steps.length,
      scores: scores.of(summary),
      scorer: scorers.of(summary.run).scorer,
      why: scores.why(summary),
      reward: open.trajectory.steps[step.index]?.reward,
      trust: trust.of(summary.run),
      credit,
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

  /** What the pinned methods say; a hover does not wait for a large group to be read, the next one has it. */
  private async credit(id: string): Promise<readonly HoverCredit[]> {
    const { credit, log } = this.services;
    const answer = credit.answer(id, credit.choices).then(({ rows }) => rows.map((row) => ({ ...row, name: titleOf(row) })));
    const failed = answer.catch((error) => {
      log.warn(`Credit: ${explain(error).message}`);
      return [];
    });
    return Promise.race([failed, setTimeout(HOVER_MS, [])]);
  }
}

/** The method with what differs from its defaults: `GiGPO step_w=2`. */
const titleOf = ({ name, choice }: CreditRow): string => [name, ...choice.split(' ').slice(1)].join(' ');

const HOVER_MS = 600;

function colours(): CurvePalette {
  const { kind } = vscode.window.activeColorTheme;
  const dark = kind === vscode.ColorThemeKind.Dark || kind === vscode.ColorThemeKind.HighContrast;
  const { levels, grid, text } = palette(dark);
  return { line: levels[4], mark: levels[0], grid, text };
}
