import type { Message, Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import { stepHead } from '../../../src/core/steps/head.ts';
import { hasHeat, tokenHeat } from '../../../src/features/trajectory-panel/token-heat.ts';
import type { PanelCommands, PanelEvents, PanelRequests, PanelSnapshot, SearchHit, ShownStep } from '../../../src/protocol/panel.ts';
import { Rpc, type Wire } from '../../../src/protocol/rpc.ts';
import { CreditBench } from './credit-bench.ts';
import { dress } from './dress.ts';
import { type Scenario, scenarioOf } from './scenario.ts';

const NONE: readonly Trajectory[] = [];

/** A host in the page, in the place of VS Code: answers the panel from a scenario and can be told what to do next. */
class PageHost {
  readonly sent: { readonly name: string; readonly data: unknown }[] = [];
  readonly asked: { readonly method: string; readonly params: unknown }[] = [];
  snapshotAt = 0;
  private scenario: Scenario;
  private readonly rpc: Rpc<Record<never, never>, PanelRequests, PanelEvents, PanelCommands>;
  private listener: (message: Wire) => void = () => {};
  private bench: CreditBench | undefined;
  private readonly delay: number;

  constructor(scenario: Scenario, delay: number) {
    this.scenario = scenario;
    this.delay = delay;
    this.rpc = new Rpc({
      post: (message) => setTimeout(() => window.postMessage(message, '*'), message.kind === 'event' ? 0 : this.delay),
      onMessage: (listener) => {
        this.listener = listener;
      },
    });
    this.answer();
  }

  /** What `acquireVsCodeApi` returns. State lives as long as the tab, as in VS Code. */
  api() {
    return {
      postMessage: (message: Wire) => this.hear(structuredClone(message)),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
      setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
    };
  }

  private hear(message: Wire): void {
    if (message.kind === 'event') this.sent.push({ name: message.name, data: message.data });
    if (message.kind === 'request') this.asked.push({ method: message.method, params: message.params });
    this.listener(message);
  }

  private answer(): void {
    this.rpc.handle('ready', () => {
      this.snapshotAt = performance.now();
      if (new URLSearchParams(location.search).has('broken')) throw new Error('The log file is gone: /logs/run.jsonl');
      return this.scenario.snapshot;
    });
    this.rpc.handle('credit', ({ choices }) => this.credit().answer(choices));
    this.rpc.handle('creditMethods', () => this.credit().methods());
    this.rpc.handle('creditWhatIf', ({ choices, what }) => this.credit().whatIf(choices, what));
    this.rpc.handle('creditWhy', ({ choice, step }) => this.credit().why(choice, step));
    this.rpc.handle('tokenHeat', ({ step }) => tokenHeat(this.credit().own.steps[step]));
    this.rpc.on('pinCredit', ({ choices }) => this.push({ credit: { choices, stamp: '1' } }));
    this.rpc.handle('preamble', (): readonly Message[] => this.scenario.preamble);
    this.rpc.handle('steps', ({ from, to, maxChars }) => ({
      revision: this.scenario.snapshot.revision,
      steps: this.scenario.steps
        .slice(from, to)
        .map((step) => cut(this.scenario.group ? (this.credit().own.steps[step.index] ?? step) : step, maxChars)),
    }));
    this.rpc.handle('step', ({ index }) => ({ step: this.stepAt(index), cut: {} }));
    this.rpc.handle('search', ({ query, limit }) => {
      const hits = this.scenario.steps.slice(0, this.scenario.snapshot.steps.length).flatMap((step) => hitsIn(step, query));
      return { hits: hits.slice(0, limit), more: hits.length > limit };
    });
    this.rpc.handle('image', ({ image }) =>
      image === 0 && location.search.includes('media') ? { uri: dot() } : { note: 'outside the folder of the log' },
    );
  }

  menu() {
    return this.credit().methods();
  }

  private credit(): CreditBench {
    const { snapshot, group = NONE } = this.scenario;
    if (this.bench?.group !== group) this.bench = new CreditBench(group, snapshot.id, snapshot.scores?.values);
    return this.bench;
  }

  private stepAt(index: number): Step {
    const step = this.scenario.steps[index];
    if (!step) throw new Error(`no step ${index}`);
    return step;
  }

  private push(change: Partial<PanelSnapshot>): void {
    const snapshot = { ...this.scenario.snapshot, ...change, revision: this.scenario.snapshot.revision + 1 };
    this.scenario = { ...this.scenario, snapshot };
    this.rpc.send('snapshot', snapshot);
  }

  /** Lets the next `count` steps of the scenario come. */
  grow(count: number): void {
    const shown = this.scenario.snapshot.steps.length + count;
    this.push({ steps: this.scenario.steps.slice(0, shown).map(stepHead) });
  }

  update(change: Partial<PanelSnapshot>): void {
    this.push(change);
  }

  reveal(step: number): void {
    this.rpc.send('reveal', { step });
  }

  show(what: string | Scenario): void {
    this.scenario = typeof what === 'string' ? scenarioOf(what) : what;
    this.rpc.send('snapshot', this.scenario.snapshot);
  }

  /** A snapshot from before, as a slow channel may bring it. */
  late(change: Partial<PanelSnapshot>): void {
    this.rpc.send('snapshot', { ...this.scenario.snapshot, revision: 0, ...change });
  }
}

function cut(step: Step, maxChars: number): ShownStep {
  const cuts: Record<string, number> = {};
  const short = (text: string, field: string): string => {
    if (text.length <= maxChars) return text;
    cuts[field] = text.length;
    return text.slice(0, maxChars);
  };
  return {
    step: { ...step, observations: step.observations.map((o, i) => ({ ...o, text: short(o.text, `observations.${i}.text`) })) },
    cut: cuts,
    heat: hasHeat(step),
  };
}

function hitsIn(step: Step, query: string): SearchHit[] {
  const fields = [
    ['thought', step.thought ?? ''],
    ['text', step.text ?? ''],
    ...step.actions.map((a) => ['action', typeof a.args === 'string' ? a.args : JSON.stringify(a.args)]),
    ...step.observations.map((o) => ['observation', o.text]),
  ] as const;
  return fields.flatMap(([field, text]) => {
    const found: SearchHit[] = [];
    for (
      let at = text.toLowerCase().indexOf(query.toLowerCase());
      at >= 0;
      at = text.toLowerCase().indexOf(query.toLowerCase(), at + query.length)
    ) {
      found.push({ step: step.index, field: field as SearchHit['field'], excerpt: text.slice(Math.max(0, at - 30), at + 50) });
    }
    return found;
  });
}

function dot(): string {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  const context = canvas.getContext('2d');
  if (context) {
    context.fillStyle = '#3a6ea5';
    context.fillRect(0, 0, 320, 180);
  }
  return canvas.toDataURL();
}

const query = new URLSearchParams(location.search);
const host = new PageHost(scenarioOf(query.get('scenario') ?? 'coding'), Number(query.get('delay') ?? 0));
dress(query.get('theme') ?? 'dark');
const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
);
const paint: { firstStep?: number } = {};
watchPaint();
Object.assign(window, { harness: { host, violations, paint }, acquireVsCodeApi: () => host.api() });

/** Notes when the first step has been on the screen for a frame: milliseconds since the host answered with the snapshot. */
function watchPaint(): void {
  requestAnimationFrame(() => {
    const list = document.querySelector('rl-panel')?.shadowRoot?.querySelector('rl-step-list');
    if (!list?.shadowRoot?.querySelector('.row[data-step="0"] .title')) return watchPaint();
    requestAnimationFrame(() => {
      paint.firstStep = performance.now() - host.snapshotAt;
    });
  });
}

export interface Harness {
  readonly host: PageHost;
  readonly paint: { readonly firstStep?: number };
  readonly violations: readonly string[];
}
