import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type PageView, webviewPage } from '../protocol/page.ts';
import type { Port, Wire } from '../protocol/rpc.ts';

/** Folders a page may load from: its bundle and our pictures. */
export const pageRoots = (extension: vscode.Uri): readonly vscode.Uri[] => [
  vscode.Uri.joinPath(extension, 'dist', 'webview'),
  vscode.Uri.joinPath(extension, 'media'),
];

/** Fills a webview with our one page, under the strict policy. Without a view it is the trajectory panel. */
export function showPage(webview: vscode.Webview, extension: vscode.Uri, title: string, view?: PageView): void {
  webview.options = { enableScripts: true, localResourceRoots: pageRoots(extension) };
  webview.html = webviewPage({
    title,
    view,
    nonce: randomBytes(16).toString('hex'),
    source: webview.cspSource,
    script: webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', 'main.js')).toString(),
  });
}

/** A webview as one end of the RPC. */
export function webviewPort(webview: vscode.Webview): Port & vscode.Disposable {
  const subscriptions: vscode.Disposable[] = [];
  return {
    post: (message) => void webview.postMessage(message),
    onMessage: (listener) =>
      void webview.onDidReceiveMessage((message: unknown) => isWire(message) && listener(message), undefined, subscriptions),
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

function isWire(message: unknown): message is Wire {
  return typeof message === 'object' && message !== null && typeof (message as { kind?: unknown }).kind === 'string';
}
