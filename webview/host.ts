import type { PanelCommands, PanelEvents, PanelRequests, PanelViewState } from '../src/protocol/panel.ts';
import { Rpc, type Wire } from '../src/protocol/rpc.ts';

/** What VS Code puts on the page; may be taken once. */
interface VsCodeApi {
  postMessage(message: Wire): void;
  getState(): unknown;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** View state as it survives a reload of the window, with the trajectory it belongs to. */
interface Kept {
  readonly id: string;
  readonly view: PanelViewState;
}

/** The extension host, as the panel sees it. */
export interface Host {
  readonly rpc: Rpc<PanelRequests, Record<never, never>, PanelCommands, PanelEvents>;
  kept(): Kept | undefined;
  keep(state: Kept): void;
}

export function connect(): Host {
  const api = acquireVsCodeApi();
  const rpc: Host['rpc'] = new Rpc({
    post: (message) => api.postMessage(message),
    onMessage: (listener) => window.addEventListener('message', (event: MessageEvent<Wire>) => listener(event.data)),
  });
  return { rpc, kept: () => asKept(api.getState()), keep: (state) => api.setState(state) };
}

function asKept(state: unknown): Kept | undefined {
  const kept = state as Partial<Kept> | null | undefined;
  return typeof kept?.id === 'string' && Array.isArray(kept.view?.expanded) ? (kept as Kept) : undefined;
}

/** Sends violations of the page's policy and uncaught errors to the log channel. */
export function reportTrouble({ rpc }: Host): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    rpc.send('report', {
      kind: 'csp',
      text: `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`,
    });
  });
  window.addEventListener('error', (event) => {
    if (event.message.startsWith('ResizeObserver loop')) return;
    rpc.send('report', { kind: 'error', text: event.error instanceof Error ? (event.error.stack ?? event.message) : event.message });
  });
  window.addEventListener('unhandledrejection', (event) => {
    const { reason } = event;
    rpc.send('report', { kind: 'error', text: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) });
  });
}
