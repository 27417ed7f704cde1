import { Rpc, type Wire } from '../../../src/protocol/rpc.ts';
import { dress } from './dress.ts';

type Calls<T> = { [K in keyof T]: { params: unknown; result: unknown } };

/** VS Code's end of a page in a test. What goes to the page goes as JSON, as it does in the editor. */
export function wired<In extends Calls<In>, Send, Receive>() {
  const sent: { readonly name: string; readonly data: unknown }[] = [];
  const violations: string[] = [];
  let listener: (message: Wire) => void = () => {};
  const rpc = new Rpc<Record<never, never>, In, Send, Receive>({
    post: (message) => setTimeout(() => window.postMessage(JSON.parse(JSON.stringify(message)), '*'), 0),
    onMessage: (heard) => {
      listener = heard;
    },
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  );
  const api = {
    postMessage: (message: Wire) => {
      if (message.kind === 'event') sent.push({ name: message.name, data: message.data });
      listener(structuredClone(message));
    },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  };
  const query = new URLSearchParams(location.search);
  dress(query.get('theme') ?? 'dark');
  Object.assign(window, { harness: { sent, violations }, acquireVsCodeApi: () => api });
  return { rpc, scenario: query.get('scenario') ?? '' };
}
