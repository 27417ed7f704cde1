import { posix } from 'node:path';
import * as vscode from 'vscode';
import { draftFormat } from '../../core/importers/custom-draft.ts';
import { readCustomFormats } from '../../core/importers/custom-format.ts';
import type { Probe } from '../../core/importers/importer.ts';
import { look } from '../../core/importers/probe.ts';
import type { Json } from '../../core/model/json.ts';
import { parseJson } from '../../core/text/json.ts';
import { register as command } from '../../host/commands.ts';
import { Refusal } from '../../host/explain.ts';
import { isBuiltIn } from '../../host/format-desk.ts';
import type { Services } from '../../host/services.ts';
import { setting } from '../../host/settings.ts';
import { openLogFile } from '../../node/files/open.ts';
import { logFile, MAPPING } from './log-file.ts';
import { FormatPreviews, previewUri } from './preview.ts';

const RECORDS = 20;

/** A mapping is a JSON file of its own while it is being made; its preview stands beside it. */
export function registerMapping(services: Services): void {
  const { context, formats } = services;
  const previews = new FormatPreviews();
  context.subscriptions.push(previews, vscode.workspace.registerTextDocumentContentProvider('rollout-format', previews));

  command(services, 'rolloutLens.mapFormat', async (argument) => {
    const path = logFile(services, argument);
    const probe = await firstRecords(path);
    const inUse = known(services, probe);
    const definition = inUse ?? draftFormat(probe.records, posix.basename(path).replace(/\..*$/, ''));
    const folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'house-formats');
    const uri = vscode.Uri.joinPath(folder, `${String(definition.id)}${MAPPING}`);
    await vscode.workspace.fs.createDirectory(folder);
    if (inUse ? !isDirty(uri) : !(await exists(uri)))
      await vscode.workspace.fs.writeFile(uri, Buffer.from(`${JSON.stringify(definition, null, 2)}\n`));
    const mapping = await vscode.workspace.openTextDocument(uri);
    previews.show(mapping, probe);
    await vscode.window.showTextDocument(mapping, { viewColumn: vscode.ViewColumn.Active, preview: false });
    const preview = await vscode.workspace.openTextDocument(previewUri(uri));
    await vscode.window.showTextDocument(preview, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: false });
  });

  command(services, 'rolloutLens.useFormat', async (argument) => {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    if (!uri?.path.endsWith(MAPPING))
      throw new Refusal('There is no mapping in the editor.', 'Begin with “Rollout Lens: Map House Format…” on a log file.');
    const document = await vscode.workspace.openTextDocument(uri);
    const parsed = parseJson(document.getText());
    if (!parsed.ok) throw new Refusal(`The mapping ${parsed.fault.message} (line ${parsed.fault.line}).`);
    const { problems } = readCustomFormats(parsed.value, isBuiltIn);
    if (problems[0]) throw new Refusal(problems[0].message);
    const definition = parsed.value as { readonly [key: string]: Json; readonly id: string };
    await document.save();
    await formats.save(definition);
    void vscode.window.showInformationMessage(`Logs that fit “${definition.id}” are read with it from now on. It stands in the settings.`);
  });
}

const isDirty = (uri: vscode.Uri): boolean =>
  vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString() && document.isDirty);

/** A mapping somebody worked on and has not put to use yet; a guess must not take its place. */
async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** The mapping that reads the file already. */
function known({ formats: { formats } }: Services, probe: Probe): { readonly [key: string]: Json } | undefined {
  const chosen = formats.chosenFor(probe.path)?.importer;
  const own = chosen?.own ? chosen : formats.importers.find((importer) => importer.own && importer.detect(probe) === 'sure');
  const definitions = setting('rolloutLens.customFormats') as readonly { readonly [key: string]: Json }[];
  return own && definitions.find(({ id }) => id === own.id);
}

async function firstRecords(path: string): Promise<Probe> {
  const file = await openLogFile(path);
  const looked = await look(file);
  const probe = 'probes' in looked ? looked.probes[0] : undefined;
  if (probe?.container === 'table') {
    const table = await file.table();
    return { ...probe, records: await table.read(0, Math.min(RECORDS, table.rows)) };
  }
  if (probe !== undefined && probe.records.length > 0) return probe;
  throw new Refusal(
    'There is no record in this file to map.',
    'House formats are JSON, JSON Lines or parquet; other files need a reader of their own.',
  );
}
