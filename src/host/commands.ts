import * as vscode from 'vscode';
import { COMMANDS, type CommandId } from './command-table.ts';
import { explain, Refusal, sentences } from './explain.ts';
import type { Services } from './services.ts';

/**
 * Registers a command of the table. A command always answers: what its handler throws is shown as a message with its
 * remedy, and logged.
 */
export function register(services: Services, id: CommandId, handler: (...args: readonly unknown[]) => unknown): void {
  const run = async (...args: readonly unknown[]): Promise<unknown> => {
    try {
      return await handler(...args);
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      if (!(error instanceof Refusal)) services.log.error(`${COMMANDS[id].title}:`, error instanceof Error ? error : String(error));
      await say(services, error);
      return undefined;
    }
  };
  services.context.subscriptions.push(vscode.commands.registerCommand(id, run));
}

/** Runs a command of the table; the way features reach each other. */
export const run = (id: CommandId, ...args: readonly unknown[]): Thenable<unknown> => vscode.commands.executeCommand(id, ...args);

/** A `command:` address for our own links. */
export const commandUri = (id: CommandId, ...args: readonly unknown[]): string =>
  `command:${id}?${encodeURIComponent(JSON.stringify(args))}`;

async function say(services: Services, error: unknown): Promise<void> {
  const { message, remedy } = explain(error);
  if (error instanceof Refusal) {
    await vscode.window.showInformationMessage(sentences(message, remedy));
    return;
  }
  const chosen = await vscode.window.showWarningMessage(sentences(message, remedy), 'Show Log');
  if (chosen) services.log.show();
}
