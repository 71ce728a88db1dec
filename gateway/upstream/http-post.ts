import type { Dispatcher } from 'undici';

export interface ExchangeOptions {
  path: string;
  body: string;
  headers: Record<string, string>;
  /** Milliseconds until the whole answer has to be there, the wait for a connection included. */
  timeout: number;
  signal: AbortSignal | undefined;
}

/** An answer of HTTP. */
export interface Exchanged {
  status: number;
  text: string;
}

/**
 * Posts a body and gets the whole answer. Rejects with a TimeoutError when it takes too long, and when the signal aborts, or has
 * before; the connection is given up then. It speaks to undici's dispatcher itself, because streams and signals of its
 * own for each request cost more than all else of a small one.
 */
export function exchange(
  dispatcher: Dispatcher,
  { path, body, headers, timeout, signal }: ExchangeOptions,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let controller: Dispatcher.DispatchController | undefined;
    let failure: Error | undefined;
    let status = 0;
    const chunks: Buffer[] = [];
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abandon);
    };
    const fail = (error: Error) => {
      settle();
      reject(error);
    };
    const giveUp = (error: Error) => {
      failure = error;
      fail(error);
      controller?.abort(error);
    };
    const abandon = () => giveUp(new Error('nobody waits for the answer'));
    const timer = setTimeout(() => giveUp(new DOMException('no answer in time', 'TimeoutError')), timeout);
    signal?.addEventListener('abort', abandon);
    dispatcher.dispatch(
      { method: 'POST', path, body, headers },
      {
        onRequestStart: (started) => {
          // It may have waited for a connection until nobody waited for it.
          if (failure) started.abort(failure);
          controller = started;
        },
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          settle();
          resolve({ status, text: textOf(chunks) });
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
  });
}

function textOf(chunks: readonly Buffer[]): string {
  const [first, ...others] = chunks;
  if (!first) return '';
  return (others.length === 0 ? first : Buffer.concat(chunks)).toString('utf8');
}
