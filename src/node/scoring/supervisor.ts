import type { Problem, Result } from '../../core/model/result.ts';
import type { Opened } from '../../protocol/scoring.ts';
import { Child, type ChildOptions } from './child.ts';
import type { DeviceChoice } from './types.ts';

export interface SupervisorOptions extends ChildOptions {
  /** Folder of the model. */
  readonly model: string;
  /** Wait before the first restart; doubles with every death that follows without progress in between. */
  readonly backOffMs: number;
  readonly mostBackOffMs: number;
}

export interface SupervisorEvents {
  /** A process is open and takes work. */
  ready(): void;
  /** The process died: what it had is undone. A new one is on its way unless `gaveUp` follows. */
  lost(): void;
  /** Nothing will be started until `restart`. */
  gaveUp(problem: Problem): void;
  beat(steps: number): void;
  /** State, device or reason changed. */
  changed(): void;
}

/** Deaths in a row, without progress in between, after which it is left alone. */
const MOST_DEATHS = 5;
/** Deaths on the GPU after which the CPU is used. */
const MOST_GPU_DEATHS = 2;

/** Keeps one PRM process alive: starts it when wanted, again with back-off when it dies, without the GPU when that keeps killing it. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #events: SupervisorEvents;
  #choice: DeviceChoice;
  #child: Child | undefined;
  #opened: Opened | undefined;
  #trying: Opened['device'] = 'cpu';
  #problem: Problem | undefined;
  #why = '';
  #timer: NodeJS.Timeout | undefined;
  #restarts = 0;
  #deaths = 0;
  #gpuDeaths = 0;

  constructor(options: SupervisorOptions, events: SupervisorEvents, choice: DeviceChoice) {
    this.#options = options;
    this.#events = events;
    this.#choice = choice;
  }

  /** The process, when it takes work. */
  get child(): Child | undefined {
    return this.#opened && this.#child;
  }

  get state(): 'stopped' | 'starting' | 'ready' | 'restarting' | 'off' {
    if (this.#problem) return 'off';
    if (this.#opened) return 'ready';
    if (this.#timer !== undefined || (this.#child && this.#deaths > 0)) return 'restarting';
    return this.#child ? 'starting' : 'stopped';
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  get device(): Opened['device'] | undefined {
    return this.#opened?.device;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** One sentence on the state. */
  get reason(): string {
    if (this.#problem) return this.#problem.message;
    if (this.#opened) return this.#opened.reason;
    if (this.state === 'restarting') return `The scoring process is started again: ${this.#why}.`;
    return this.#child
      ? `The model is being opened and the ${this.#trying === 'cpu' ? 'CPU' : 'GPU'} tested.`
      : 'Starts when there is something to score.';
  }

  /** Starts the process if there is none and nothing forbids it. */
  want(): void {
    if (this.#child || this.#problem || this.#timer !== undefined) return;
    const events = {
      trying: (device: Opened['device']) => {
        this.#trying = device;
        this.#events.changed();
      },
      beat: this.#events.beat,
      device: (opened: Opened) => {
        this.#opened = opened;
        this.#options.log(opened.reason);
        this.#events.changed();
      },
    };
    try {
      const child = new Child(this.#options, { ...events, gone: (why) => this.#died(why) });
      this.#child = child;
      this.#trying = 'cpu';
      this.#options.log(`scoring process ${child.pid} started`);
      void this.#open(child);
    } catch (error) {
      this.#died(`it could not be started (${error instanceof Error ? error.message : String(error)})`);
    }
    this.#events.changed();
  }

  /** Something was scored: earlier deaths no longer count. */
  progressed(): void {
    this.#deaths = 0;
  }

  choose(device: DeviceChoice): void {
    this.#choice = device;
    this.forgive();
  }

  /** Ends the process and forgets its past; `want` starts a new one. */
  forgive(): void {
    this.stop();
    this.#problem = undefined;
    this.#deaths = 0;
    this.#gpuDeaths = 0;
  }

  /** Takes a problem known from elsewhere as the reason not to start. */
  giveUp(problem: Problem): void {
    this.stop();
    this.#problem = problem;
    this.#events.gaveUp(problem);
    this.#events.changed();
  }

  stop(): void {
    this.#child?.kill();
    this.#child = undefined;
    this.#opened = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #open(child: Child): Promise<void> {
    const gpuIsBad = this.#gpuDeaths >= MOST_GPU_DEATHS && this.#choice !== 'cpu';
    const result: Result<Opened> = await child
      .open({ model: this.#options.model, device: gpuIsBad ? 'cpu' : this.#choice })
      .catch((error: Error) => ({ ok: false, problem: { severity: 'error', code: 'scoring-failed', message: error.message } }));
    if (this.#child !== child) return;
    if (!result.ok) return this.giveUp(result.problem);
    this.#opened = gpuIsBad
      ? {
          device: 'cpu',
          reason: `The process died ${this.#gpuDeaths} times on the GPU, so the CPU scores; restart scoring to try the GPU again.`,
        }
      : result.value;
    this.#options.log(this.#opened.reason);
    this.#events.ready();
    this.#events.changed();
  }

  #died(why: string): void {
    if ((this.#opened?.device ?? this.#trying) === 'webgpu') this.#gpuDeaths++;
    this.#child = undefined;
    this.#opened = undefined;
    this.#why = why;
    this.#deaths++;
    this.#options.log(`scoring process is gone: ${why}`);
    this.#events.lost();
    if (this.#deaths >= MOST_DEATHS) {
      this.giveUp({
        severity: 'error',
        code: 'scoring-keeps-dying',
        message: `The scoring process died ${this.#deaths} times in a row; the last time ${why}.`,
        remedy: 'The log channel has what it said. Restart scoring to try again, or set the device to cpu.',
      });
      return;
    }
    const { backOffMs, mostBackOffMs } = this.#options;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#restarts++;
        this.want();
      },
      Math.min(mostBackOffMs, backOffMs * 2 ** (this.#deaths - 1)),
    );
    this.#events.changed();
  }
}
