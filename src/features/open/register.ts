import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import type { CommandId } from '../../host/command-table.ts';
import { register as command, run } from '../../host/commands.ts';
import { trajectoryTarget } from '../../host/current.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { setting, writeSetting } from '../../host/settings.ts';
import { asTarget } from '../../host/target.ts';
import { outcomeWord } from '../../host/words.ts';
import { followFiles } from './file-keys.ts';
import { rawLine, textReason } from './raw.ts';

/** From trajectories to the files behind them, and from files to their trajectories. */
export function register(services: Services): void {
  const { library } = services;
  services.context.subscriptions.push(followFiles(services));

  command(services, 'rolloutLens.openRaw', async (argument) => {
    const { id, step } = await trajectoryTarget(services, argument);
    const summary = library.summary(id);
    if (!summary) throw new Refusal('That trajectory is not in the index any more.', 'Its file was removed or is no longer watched.');
    const reason = textReason(summary.file);
    if (reason) throw new Refusal(reason, 'Read it as a transcript instead, or reveal the file in the Explorer.');
    const trajectory = step === undefined ? undefined : await library.trajectory(id);
    const line = Math.max(0, rawLine(summary, trajectory?.steps[step ?? -1]) - 1);
    const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(line, 0, line, 0), preview: true };
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(summary.file), options);
  });

  command(services, 'rolloutLens.revealInExplorer', async (argument) => {
    const path = await pathOf(services, argument);
    const uri = vscode.Uri.file(path);
    const inside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    await vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', uri);
  });

  const openFile = (id: CommandId) => async (argument: unknown) => {
    const uri = fileArgument(argument);
    const found = await trajectoriesOf(services, uri);
    const chosen = found.length === 1 ? found[0] : await choose(found);
    if (chosen) await run(id, { kind: 'trajectory', id: chosen.id });
  };
  command(services, 'rolloutLens.openFile', openFile('rolloutLens.openPanel'));
  command(services, 'rolloutLens.openFileTranscript', openFile('rolloutLens.openTranscript'));

  command(services, 'rolloutLens.chooseDirectories', async () => {
    const folders = await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: true,
      openLabel: 'Watch',
      title: 'Folders With Rollouts',
    });
    if (folders && folders.length > 0) await watch(folders.map(({ fsPath }) => fsPath));
  });

  command(services, 'rolloutLens.gettingStarted', () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', 'rollout-lens.rollout-lens#rolloutLens.start', false),
  );
}

/** Adds folders to the setting. Without entries the workspace folders are watched: they stay. */
async function watch(paths: readonly string[]): Promise<void> {
  const now = setting('rolloutLens.directories');
  const workspace = (vscode.workspace.workspaceFolders ?? []).length > 0 ? ['.'] : [];
  await writeSetting('rolloutLens.directories', [...new Set([...(now.length > 0 ? now : workspace), ...paths])]);
}

async function pathOf(services: Services, argument: unknown): Promise<string> {
  const target = asTarget(argument) ?? (await trajectoryTarget(services, argument));
  const run = target.kind === 'trajectory' ? undefined : services.library.runs().find((summary) => summary.run === target.run);
  const path = target.kind === 'trajectory' ? services.library.summary(target.id)?.file : run?.path;
  if (path === undefined) throw new Refusal('That is not in the index any more.', 'Its files were removed or are no longer watched.');
  return path;
}

function fileArgument(argument: unknown): vscode.Uri {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme === 'file') return uri;
  throw new Refusal('There is no log file to open.', 'Right-click a rollout log in the Explorer, or open one in an editor first.');
}

const slashes = (path: string): string => path.replace(/\\/g, '/');

async function trajectoriesOf({ library }: Services, uri: vscode.Uri): Promise<readonly TrajectorySummary[]> {
  const path = slashes(uri.fsPath);
  const find = () => library.runs().flatMap(({ run: of }) => library.trajectories(of).filter(({ file }) => slashes(file) === path));
  const found = find();
  if (found.length > 0) return found;
  if (library.progress.busy) {
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Reading rollouts…' }, () => library.idle());
    const late = find();
    if (late.length > 0) return late;
  }
  const problem = library.problems().find(({ file }) => file !== undefined && slashes(file) === path);
  if (problem) throw new Refusal(`${problem.message}`, problem.remedy);
  const chosen = await vscode.window.showInformationMessage(
    `No trajectories are known from ${uri.path.split('/').pop()}: it is not watched, or not a rollout log.`,
    'Watch Its Folder',
  );
  if (!chosen) throw new vscode.CancellationError();
  await watch([vscode.Uri.joinPath(uri, '..').fsPath]);
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Reading rollouts…' }, () => library.idle());
  const now = find();
  if (now.length === 0) throw new Refusal('The file is not a rollout log of a known format.', 'The README lists the formats.');
  return now;
}

async function choose(found: readonly TrajectorySummary[]): Promise<TrajectorySummary | undefined> {
  const items = found.map((summary) => ({
    label: `${taskTitle(summary)} · sample ${summary.sample + 1}`,
    description: `${outcomeWord(summary)} · ${summary.steps} steps`,
    summary,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Choose a Trajectory', matchOnDescription: true }))?.summary;
}
