import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installCodeServer } from './install.mjs';
import { settings, type Theme } from './settings.ts';

export interface ServerOptions {
  /** Packaged extensions to install before the start. */
  readonly vsix?: readonly string[];
  readonly theme?: Theme;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly port?: number;
  /** `never`: folders open in restricted mode, without a question. By default every folder is trusted. */
  readonly trust?: 'always' | 'never';
  /** Environment of the server, and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A VS Code that serves its workbench over HTTP, with user data, extensions and settings of its own. */
export interface Server {
  readonly origin: string;
  readonly home: string;
  /** Process id of the server; the extension hosts are its descendants. */
  readonly pid: number;
  /** Address of the workbench with this folder open. */
  url(folder: string): string;
  /** Text of every log file whose path matches, newest last. */
  logs(pattern: RegExp): Promise<string>;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { node, entry } = await installCodeServer((line) => console.error(line));
  const home = await mkdtemp(join(tmpdir(), 'rollout-lens-vscode-'));
  const [userData, extensions] = [join(home, 'user-data'), join(home, 'extensions')];
  await Promise.all([mkdir(join(userData, 'User'), { recursive: true }), mkdir(extensions), writeFile(join(home, 'config.yaml'), '')]);
  const settingsFile = join(userData, 'User', 'settings.json');
  await writeFile(settingsFile, JSON.stringify(settings(options.theme ?? 'dark', options.settings), null, 2));

  const base = [entry, '--config', join(home, 'config.yaml'), '--user-data-dir', userData, '--extensions-dir', extensions];
  const env = { ...process.env, ...options.env };
  for (const file of options.vsix ?? [])
    await finished(spawn(node, [...base, '--install-extension', file, '--force'], { env, stdio: 'pipe' }));

  const port = options.port ?? (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const quiet = [
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
  ];
  if (options.trust !== 'never') quiet.push('--disable-workspace-trust');
  const child = spawn(node, [...base, ...quiet, '--bind-addr', `127.0.0.1:${port}`], { env, stdio: 'pipe', detached: true });
  const said = gather(child);
  await answering(origin, child, said);
  return {
    origin,
    home,
    pid: child.pid as number,
    url: (folder) => `${origin}/?folder=${encodeURIComponent(folder)}`,
    logs: (pattern) => readLogs(join(userData, 'logs'), pattern),
    async stop() {
      await end(child);
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Resolves when the server answers; rejects with what it said when it ends instead. */
async function answering(origin: string, child: ChildProcess, said: () => string): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${origin}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  await end(child);
  throw new Error(`code-server did not start: ${said()}`);
}

function gather(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text = (text + chunk).slice(-20_000)));
  return () => text;
}

function finished(child: ChildProcess): Promise<void> {
  const said = gather(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`code-server ended with ${code}: ${said()}`))));
  });
}

/** Ends the server and everything it started. */
async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => (child.exitCode === null ? child.once('close', resolve) : resolve(0)));
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid as number), name);
    } catch {
      // Nothing of the group is left.
    }
  };
  signal('SIGTERM');
  if ((await Promise.race([gone, sleep(5000, 'late')])) === 'late') signal('SIGKILL');
  await gone;
  signal('SIGKILL');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function readLogs(folder: string, pattern: RegExp): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => pattern.test(name) && name.endsWith('.log')).sort();
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('');
}
