import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../core/model/result.ts';
import { expandDirectories } from '../node/library/directories.ts';
import { type FullText, openFullText } from '../node/library/full-text.ts';
import { openLibrary } from '../node/library/library.ts';
import type { Library } from '../node/library/types.ts';
import { createScoring } from '../node/scoring/owner.ts';
import { CreditDesk } from './credit-desk.ts';
import { Current } from './current.ts';
import { sentences } from './explain.ts';
import { FormatDesk } from './format-desk.ts';
import { type Bar, GuardedScoring } from './guarded-scoring.ts';
import { Problems } from './problems.ts';
import { RunScorers } from './run-scorers.ts';
import { RunTrust } from './run-trust.ts';
import { ScoreDesk } from './score-desk.ts';
import type { Services } from './services.ts';
import { onDidChangeSetting, setting } from './settings.ts';

const POLLING_MS = 2000;

/** Builds what the features share. Watching starts, and is not waited for; no model is read before something is scored. */
export function openServices(context: vscode.ExtensionContext): Services {
  const log = vscode.window.createOutputChannel('Rollout Lens', { log: true });
  const storage = context.storageUri ?? context.globalStorageUri;
  const formats = new FormatDesk(context.workspaceState);
  const library = openLibrary({
    formats: formats.formats,
    database: join(storage.fsPath, 'index.sqlite'),
    polling: setting('rolloutLens.watch.polling') ? POLLING_MS : undefined,
    onError: (error) => log.error(error instanceof Error ? error : String(error)),
  });
  const search = openSearch(context, library, join(storage.fsPath, 'search'), log);
  const scoring = openScoring(context, library, log);
  const scorers = new RunScorers(scoring, {
    cache: library,
    folder: join(context.globalStorageUri.fsPath, 'scorers'),
    memory: context.workspaceState,
    trusted: () => vscode.workspace.isTrusted,
    log: (line) => log.warn(line),
  });
  const scores = new ScoreDesk(library, scorers, () => setting('rolloutLens.scoring.automatic'));
  const credit = new CreditDesk(library, scores, () => ({
    methods: setting('rolloutLens.credit.methods'),
    stepRewards: setting('rolloutLens.credit.stepRewards'),
  }));
  const trust = new RunTrust(library, scorers);
  const problems = new Problems(library, log);
  context.subscriptions.push(
    log,
    library,
    scoring,
    scorers,
    trust,
    problems,
    formats.follow(library, tellFormats),
    ...watchFolders(library, log),
  );
  return { context, log, library, formats, search, scoring, scorers, scores, credit, trust, problems, current: new Current() };
}

/** A mapping that cannot be used is said at once: its author has just written it. */
function tellFormats(problems: readonly Problem[]): void {
  const first = problems[0];
  if (first === undefined) return;
  void vscode.window.showWarningMessage(sentences(first.message, first.remedy), 'Open Settings').then((chosen) => {
    if (chosen) void vscode.commands.executeCommand('workbench.action.openSettings', 'rolloutLens.customFormats');
  });
}

function watchFolders(library: Library, log: vscode.LogOutputChannel): readonly vscode.Disposable[] {
  const watch = async () => {
    const workspaceFolders = (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath);
    const { entries, problems } = expandDirectories(setting('rolloutLens.directories'), { home: homedir(), workspaceFolders });
    for (const { message, remedy } of problems) log.warn(sentences(message, remedy));
    log.info(`Watching ${entries.join(', ') || 'nothing: no folder is open'}`);
    await library.watch(entries);
  };
  const start = () => void watch().catch((error) => log.error(error));
  start();
  return [
    onDidChangeSetting('rolloutLens.directories', start),
    vscode.workspace.onDidChangeWorkspaceFolders(start),
    onDidChangeSetting('rolloutLens.watch.polling', () => void offerReload()),
  ];
}

/** Text search in the background, as the settings want it. Put down before the library, which it reads. */
function openSearch(context: vscode.ExtensionContext, library: Library, path: string, log: vscode.LogOutputChannel): FullText {
  const limit = () => (setting('rolloutLens.search.fullText') ? setting('rolloutLens.search.maxIndexMegabytes') * 1e6 : undefined);
  const onError = (error: unknown) => log.error(error instanceof Error ? error : String(error));
  const search = openFullText({ library, path, limit: limit(), onError });
  const changed = () => search.configure(limit());
  context.subscriptions.push(
    search,
    onDidChangeSetting('rolloutLens.search.fullText', changed),
    onDidChangeSetting('rolloutLens.search.maxIndexMegabytes', changed),
  );
  return search;
}

async function offerReload(): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(
    'How folders are watched changes with the next start of the window.',
    'Reload Window',
  );
  if (chosen) await vscode.commands.executeCommand('workbench.action.reloadWindow');
}

function openScoring(context: vscode.ExtensionContext, library: Library, log: vscode.LogOutputChannel): GuardedScoring {
  const device = () => setting('rolloutLens.scoring.device');
  const open = () => {
    const chosen = device();
    return createScoring({
      entry: context.asAbsolutePath('dist/prm.mjs'),
      model: context.asAbsolutePath('media/prm'),
      device: chosen === 'off' ? 'cpu' : chosen,
      cache: library,
      log: (line) => log.debug(`PRM: ${line}`),
    });
  };
  const scoring = new GuardedScoring(open, bar());
  const changed = () => {
    scoring.setBar(bar());
    const chosen = device();
    if (chosen !== 'off') scoring.setDevice(chosen);
  };
  context.subscriptions.push(onDidChangeSetting('rolloutLens.scoring.device', changed), vscode.workspace.onDidGrantWorkspaceTrust(changed));
  return scoring;
}

/** Why no model may be loaded, if so. */
function bar(): Bar | undefined {
  if (!vscode.workspace.isTrusted)
    return { reason: 'the workspace is not trusted', remedy: 'Trust it with “Workspaces: Manage Workspace Trust”.' };
  if (setting('rolloutLens.scoring.device') !== 'off') return undefined;
  return { reason: 'it is switched off in the settings', remedy: 'Choose a device with “Rollout Lens: Choose Scoring Device”.' };
}
