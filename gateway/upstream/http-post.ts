import type { Dispatcher } from 'undici';

export interface HttpPostOptions {
  path: string;
  body: string;
  headers: Record<string, string>;
  /** Milliseconds for the whole exchange, the wait for a connection included. */
  timeout: number;
  signal: AbortSignal | undefined;
  /** Called when the request gets a connection. */
  onStart: () => void;
}

export interface HttpResponse {
  status: number;
  text: string;
  /** The value of `Retry-After`. */
  retryAfter: string | undefined;
}

/**
 * Sends a POST request and reads the whole response. Rejects with a TimeoutError after the timeout, and when the signal aborts;
 * either closes the connection. It uses undici's dispatcher directly, because `fetch` and `request` create streams and signals
 * for each request, which cost more than the rest of a small one.
 */
export function httpPost(
  dispatcher: Dispatcher,
  { path, body, headers, timeout, signal, onStart }: HttpPostOptions,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let controller: Dispatcher.DispatchController | undefined;
    let cancelled: Error | undefined;
    let status = 0;
    let retryAfter: string | undefined;
    const chunks: Buffer[] = [];
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error) => {
      release();
      reject(error);
    };
    const cancel = (error: Error) => {
      cancelled = error;
      fail(error);
      controller?.abort(error);
    };
    const onAbort = () => cancel(new Error('the request was aborted'));
    const timer = setTimeout(() => cancel(new DOMException('the response timed out', 'TimeoutError')), timeout);
    signal?.addEventListener('abort', onAbort);
    dispatcher.dispatch(
      { method: 'POST', path, body, headers },
      {
        onRequestStart: (started) => {
          onStart();
          // The request may have been cancelled while it waited for a connection.
          if (cancelled) started.abort(cancelled);
          controller = started;
        },
        onResponseStart: (_controller, statusCode, headers) => {
          status = statusCode;
          if (statusCode === 503) retryAfter = textOf(headers['retry-after']);
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          release();
          resolve({ status, text: decode(chunks), retryAfter });
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
  });
}

const textOf = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

function decode(chunks: readonly Buffer[]): string {
  const [first, ...others] = chunks;
  if (!first) return '';
  return (others.length === 0 ? first : Buffer.concat(chunks)).toString('utf8');
}
