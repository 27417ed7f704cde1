import { type ChildProcess, fork } from 'node:child_process';
import type { Result } from '../../core/model/result.ts';
import { Rpc } from '../../protocol/rpc.ts';
import {
  type Channel,
  channelPort,
  type Opened,
  type OpenParams,
  type Scored,
  type ScoreParams,
  type ScoringCommands,
  type ScoringEvents,
  type ScoringRequests,
} from '../../protocol/scoring.ts';

export interface ChildOptions {
  /** Path of the process's program, `.mjs` or, under Node 24, `.ts`. */
  readonly entry: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  /** Milliseconds without a sign of life after which work counts as hung. */
  readonly hangMs: number;
  /** The same while the model is opened and devices are tried, which compiles shaders. */
  readonly startMs: number;
}

export interface ChildEvents {
  trying(device: Opened['device']): void;
  beat(steps: number): void;
  device(opened: Opened): void;
  /** Called once, however the process ended, unless `kill` ended it. `why` is a clause: `it was killed by SIGKILL`. */
  gone(why: string): void;
}

/** Looks at the clock this often while it waits for a sign of life. */
const TICKS = 20;

/** One life of the PRM process. Its promises stay open when it dies: whoever asked hears of `gone` and asks the next one. */
export class Child {
  readonly #options: ChildOptions;
  readonly #events: ChildEvents;
  readonly #process: ChildProcess;
  readonly #rpc: Rpc<ScoringRequests, Record<never, never>, ScoringCommands, ScoringEvents>;
  #over = false;
  #pending = 0;
  #watch: NodeJS.Timeout | undefined;
  /** Ticks since the last message. Ticks, not time: a host that slept or was busy has not waited. */
  #silent = 0;

  /** Throws when the process cannot be started at all. */
  constructor(options: ChildOptions, events: ChildEvents) {
    this.#options = options;
    this.#events = events;
    this.#process = fork(options.entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...process.env, ...options.env, NODE_OPTIONS: undefined, ELECTRON_RUN_AS_NODE: '1' } as NodeJS.ProcessEnv,
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (text) => this.#logLines(text));
    this.#process.on('message', () => {
      this.#silent = 0;
    });
    this.#process.on('error', (error) => this.#end(error.message));
    this.#process.on('exit', (code, signal) => this.#end(signal ? `it was ended by ${signal}` : `it ended with code ${code}`));
    this.#rpc = new Rpc(channelPort(this.#process as Channel));
    this.#rpc.on('trying', ({ device }) => events.trying(device));
    this.#rpc.on('beat', ({ steps }) => events.beat(steps));
    this.#rpc.on('device', (opened) => events.device(opened));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  open(params: OpenParams): Promise<Result<Opened>> {
    return this.#watched(this.#options.startMs, this.#rpc.request('open', params));
  }

  score(params: ScoreParams): Promise<Result<Scored>> {
    return this.#watched(this.#options.hangMs, this.#rpc.request('score', params));
  }

  cancel(job: number): void {
    this.#rpc.send('cancel', { job });
  }

  /** Ends the process for good, without an event. */
  kill(): void {
    this.#over = true;
    clearInterval(this.#watch);
    this.#process.kill('SIGKILL');
  }

  async #watched<T>(patienceMs: number, request: Promise<T>): Promise<T> {
    if (this.#pending++ === 0) this.#startWatch(patienceMs);
    try {
      return await request;
    } finally {
      if (--this.#pending === 0) clearInterval(this.#watch);
    }
  }

  #startWatch(patienceMs: number): void {
    this.#silent = 0;
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (++this.#silent < TICKS) return;
      this.#process.kill('SIGKILL');
      this.#end(`it gave no sign of life for ${Math.round(patienceMs / 1000)} s`);
    }, patienceMs / TICKS);
  }

  #end(why: string): void {
    clearInterval(this.#watch);
    if (this.#over) return;
    this.#over = true;
    this.#events.gone(why);
  }

  #logLines(text: string): void {
    for (const line of text.split('\n')) if (line.trim() !== '') this.#options.log(line);
  }
}
