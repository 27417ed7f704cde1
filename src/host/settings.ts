import * as vscode from 'vscode';
import { SETTINGS, type SettingId, type SettingValue } from './setting-table.ts';

/** The value in force; the default where the user wrote something of another type. */
export function setting<K extends SettingId>(id: K): SettingValue<K> {
  const spec = SETTINGS[id];
  const value = vscode.workspace.getConfiguration().get<unknown>(id);
  const fits = spec.type === 'array' ? Array.isArray(value) : typeof value === spec.type;
  const allowed = spec.enum === undefined || (spec.enum as readonly unknown[]).includes(value);
  return (fits && allowed ? value : spec.default) as SettingValue<K>;
}

export function onDidChangeSetting(id: SettingId, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(id)) listener();
  });
}

/** Writes where it is set now; a setting nobody wrote goes to the user's settings. */
export async function writeSetting<K extends SettingId>(id: K, value: SettingValue<K>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const inspected = configuration.inspect(id);
  const target = inspected?.workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await configuration.update(id, value, target);
}
