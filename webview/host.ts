import type { PanelCommands, PanelEvents, PanelRequests, PanelViewState } from '../src/protocol/panel.ts';
import { Rpc, type Wire } from '../src/protocol/rpc.ts';

/** What VS Code puts on the page; may be taken once. */
interface VsCodeApi {
  postMessage(message: Wire): void;
  getState(): unknown;
  setState(state: unknown): void;
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

/** The extension host at the other end of a page, and what of the page survives a reload. */
export interface Link<Out extends { [K in keyof Out]: { params: unknown; result: unknown } }, Send, Receive> {
  readonly rpc: Rpc<Out, Record<never, never>, Send, Receive>;
  kept(): unknown;
  keep(state: unknown): void;
}

/** May be called once a page. */
export function link<Out extends { [K in keyof Out]: { params: unknown; result: unknown } }, Send, Receive>(): Link<Out, Send, Receive> {
  const api = acquireVsCodeApi();
  const rpc = new Rpc<Out, Record<never, never>, Send, Receive>({
    post: (message) => api.postMessage(message),
    onMessage: (listener) => window.addEventListener('message', (event: MessageEvent<Wire>) => listener(event.data)),
  });
  return { rpc, kept: () => api.getState(), keep: (state) => api.setState(state) };
}

export function connect(): Host {
  const api = link<PanelRequests, PanelCommands, PanelEvents>();
  return { rpc: api.rpc, kept: () => asKept(api.kept()), keep: (state) => api.keep(state) };
}

function asKept(state: unknown): Kept | undefined {
  const kept = state as Partial<Kept> | null | undefined;
  return typeof kept?.id === 'string' && Array.isArray(kept.view?.expanded) ? (kept as Kept) : undefined;
}

/** Sends violations of the page's policy and uncaught errors to the log channel. */
export function reportTrouble({ rpc }: { readonly rpc: Pick<Host['rpc'], 'send'> }): void {
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
