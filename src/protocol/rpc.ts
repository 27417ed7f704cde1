/** The wire form of the tiny RPC: requests with ids, answers, and one-way messages. Both ends check `kind` only. */
export type Wire =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'response'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string; readonly remedy?: string }
  | { readonly kind: 'event'; readonly name: string; readonly data: unknown };

export interface Port {
  post(message: Wire): void;
  onMessage(listener: (message: Wire) => void): void;
}

export class RpcFailure extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/**
 * One end of a connection. `Out` are the requests this end makes, `In` the ones it answers, `Send` and `Receive` the
 * one-way messages.
 */
export class Rpc<
  Out extends { [K in keyof Out]: { params: unknown; result: unknown } },
  In extends { [K in keyof In]: { params: unknown; result: unknown } },
  Send,
  Receive,
> {
  private next = 1;
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly handlers = new Map<string, (params: unknown) => unknown>();
  private readonly listeners = new Map<string, (data: unknown) => void>();

  private readonly port: Port;

  constructor(port: Port) {
    this.port = port;
    port.onMessage((message) => void this.receive(message));
  }

  request<K extends keyof Out & string>(method: K, params: Out[K]['params']): Promise<Out[K]['result']> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.port.post({ kind: 'request', id, method, params });
    });
  }

  handle<K extends keyof In & string>(method: K, handler: (params: In[K]['params']) => In[K]['result'] | Promise<In[K]['result']>): void {
    this.handlers.set(method, handler as (params: unknown) => unknown);
  }

  send<K extends keyof Send & string>(name: K, data: Send[K]): void {
    this.port.post({ kind: 'event', name, data });
  }

  on<K extends keyof Receive & string>(name: K, listener: (data: Receive[K]) => void): void {
    this.listeners.set(name, listener as (data: unknown) => void);
  }

  /** Rejects everything that still waits, e.g. because the other end died. */
  abandon(reason: string): void {
    for (const { reject } of this.waiting.values()) reject(new RpcFailure(reason));
    this.waiting.clear();
  }

  private async receive(message: Wire): Promise<void> {
    if (message.kind === 'event') return this.listeners.get(message.name)?.(message.data);
    if (message.kind === 'request') return this.answer(message.id, message.method, message.params);
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.kind === 'response') waiting?.resolve(message.result);
    else waiting?.reject(new RpcFailure(message.message, message.remedy));
  }

  private async answer(id: number, method: string, params: unknown): Promise<void> {
    const handler = this.handlers.get(method);
    try {
      if (!handler) throw new RpcFailure(`unknown request ${method}`);
      this.port.post({ kind: 'response', id, result: await handler(params) });
    } catch (error) {
      const failure = error instanceof RpcFailure ? error : new RpcFailure(error instanceof Error ? error.message : String(error));
      this.port.post({ kind: 'failure', id, message: failure.message, ...(failure.remedy ? { remedy: failure.remedy } : {}) });
    }
  }
}
