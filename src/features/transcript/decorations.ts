import * as vscode from 'vscode';
import { svgUri } from '../../core/transcript/curve.ts';
import type { Services } from '../../host/services.ts';
import { setting } from '../../host/settings.ts';
import type { TranscriptDocuments } from './documents.ts';
import { type Level, type StepMark, stepMarks } from './marks.ts';
import { gaugeSvg, palette } from './palette.ts';

const LEVELS: readonly Level[] = [0, 1, 2, 3, 4];
const TURNS = ['up', 'down', undefined] as const;

/** Scores in the gutter, after the step's header and in the overview ruler. */
export class StepDecorations implements vscode.Disposable {
  private readonly heads = new Map<string, vscode.TextEditorDecorationType>();
  private readonly rails = new Map<Level, vscode.TextEditorDecorationType>();
  private readonly services: Services;
  private readonly documents: TranscriptDocuments;

  constructor(services: Services, documents: TranscriptDocuments) {
    this.services = services;
    this.documents = documents;
    for (const level of LEVELS) {
      this.rails.set(level, railType(level));
      for (const turn of TURNS) this.heads.set(headKey({ level, turn }), headType(level, turn));
    }
  }

  /** The marks of a document as they stand; empty when switched off or unscored. */
  marks(document: vscode.TextDocument): readonly StepMark[] {
    const open = this.documents.of(document);
    const summary = this.documents.summary(document);
    const scorer = summary && this.services.scorers.of(summary.run).scorer;
    const scores = summary && this.services.scores.of(summary);
    return open && scores && scorer ? stepMarks(open.transcript.map.steps, scores.values, scorer.range) : [];
  }

  draw(editor: vscode.TextEditor): void {
    const marks = setting('rolloutLens.transcript.decorations') ? this.marks(editor.document) : [];
    const lines = editor.document.lineCount;
    const shown = marks.filter(({ span }) => span.start < lines);
    const byHead = Map.groupBy(shown, headKey);
    for (const [key, type] of this.heads)
      editor.setDecorations(
        type,
        (byHead.get(key) ?? []).map((mark) => headOptions(editor, mark)),
      );
    const byLevel = Map.groupBy(shown, ({ level }) => level);
    for (const [level, type] of this.rails)
      editor.setDecorations(
        type,
        (byLevel.get(level) ?? []).flatMap(({ span }) => rail(span, lines)),
      );
  }

  dispose(): void {
    for (const type of [...this.heads.values(), ...this.rails.values()]) type.dispose();
  }
}

const headKey = ({ level, turn }: Pick<StepMark, 'level' | 'turn'>): string => `${level} ${turn ?? 'even'}`;

function headOptions({ document }: vscode.TextEditor, { span, turn, text }: StepMark): vscode.DecorationOptions {
  const color = new vscode.ThemeColor(turn === undefined ? 'rolloutLens.score' : `rolloutLens.${turn}`);
  return {
    range: document.lineAt(span.start).range,
    renderOptions: { after: { contentText: text, color, margin: '0 0 0 2em', fontWeight: turn ? 'bold' : 'normal' } },
  };
}

function rail({ start, end }: StepMark['span'], lines: number): readonly vscode.Range[] {
  const last = Math.min(end, lines - 1);
  return last > start ? [new vscode.Range(start + 1, 0, last, 0)] : [];
}

function headType(level: Level, turn: 'up' | 'down' | undefined): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    overviewRulerLane: turn ? vscode.OverviewRulerLane.Full : vscode.OverviewRulerLane.Center,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...themed((dark) => ({
      gutterIconPath: vscode.Uri.parse(svgUri(gaugeSvg(level, turn, dark))),
      gutterIconSize: 'contain',
      overviewRulerColor: palette(dark).levels[turn === 'up' ? 4 : turn === 'down' ? 0 : level],
    })),
  });
}

/** A quiet bar down the rest of the step, wrapped lines included. */
function railType(level: Level): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    borderStyle: 'none none none solid',
    borderWidth: '0 0 0 2px',
    ...themed((dark) => ({ borderColor: `${palette(dark).levels[level]}99` })),
  });
}

const themed = (of: (dark: boolean) => vscode.ThemableDecorationRenderOptions) => ({ dark: of(true), light: of(false) });
