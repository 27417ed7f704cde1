import * as vscode from 'vscode';

/** One way to write something out; `make` is only called when it is chosen. */
export interface ExportForm {
  readonly label: string;
  readonly extension: 'html' | 'md' | 'json';
  readonly make: () => string;
}

/** Asks for a form and a place, writes the file and offers to open it. */
export async function saveAs(title: string, name: string, forms: readonly ExportForm[]): Promise<void> {
  const form = await vscode.window.showQuickPick(forms, { title });
  if (!form) return;
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 80) || 'diff'}.${form.extension}`; // biome-ignore format: one name
  const defaultUri = folder && vscode.Uri.joinPath(folder, file);
  const uri = await vscode.window.showSaveDialog({ title, defaultUri, filters: { [form.label]: [form.extension] } });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(form.make()));
  const chosen = await vscode.window.showInformationMessage(`Written to ${uri.fsPath}.`, 'Open');
  if (chosen) await vscode.env.openExternal(uri);
}
