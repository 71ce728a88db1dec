import { deadlineHeader } from '#platform/deadline-header.ts';
import type { ConnectionPool, PooledRequest } from './connection-pool.ts';
import type { ReadResponse } from './response-reader.ts';

export interface HttpPostOptions {
  /** The host, and the port where it is not the protocol's own. */
  host: string;
  path: string;
  /** JSON. */
  body: string;
  /** Beside those of the connection, of JSON, and of the timeout. The first request freezes them. */
  headers: Readonly<Record<string, string>>;
  /** Milliseconds for the whole exchange, the wait for a connection included. Sent as `x-deadline-ms`. */
  timeout: number;
  signal: AbortSignal | undefined;
  /** Called when the request gets a connection. */
  onStart: () => void;
}

/** What a header may not have: it could begin another header or another request. */
const invalidInHeader = /[^\t\x20-\x7e]/;

/**
 * Sends a POST request with JSON and reads the whole response. Rejects with a TimeoutError after the timeout, and when the signal aborts;
 * either closes the connection.
 */
export function httpPost(pool: ConnectionPool, options: HttpPostOptions): Promise<ReadResponse> {
  const { timeout, signal, onStart } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const text = requestText(options);
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const request: PooledRequest = {
      text,
      onStart,
      onResponse: (response) => {
        release();
        resolve(response);
      },
      onError: (error) => {
        release();
        reject(error);
      },
    };
    const onAbort = () => pool.cancel(request, new Error('the request was aborted'));
    const onTimeout = () => pool.cancel(request, new DOMException('the response timed out', 'TimeoutError'));
    const timer = setTimeout(onTimeout, timeout);
    signal?.addEventListener('abort', onAbort);
    pool.send(request);
  });
}

/** The head and the body in one text: one write to the socket. @throws TypeError for a header that would be another. */
function requestText({ host, path, headers, timeout, body }: HttpPostOptions): string {
  const times = `${deadlineHeader}: ${Math.ceil(timeout)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${commonLines}${linesOf(headers)}${times}\r\n${body}`;
}

const commonLines = 'connection: keep-alive\r\ncontent-type: application/json\r\naccept: application/json\r\n';

/** The lines of headers, for as long as these live. The requests of an operation that is not traced have the same headers. */
const knownLines = new WeakMap<HttpPostOptions['headers'], string>();

function linesOf(headers: HttpPostOptions['headers']): string {
  const known = knownLines.get(headers);
  if (known !== undefined) return known;
  let lines = '';
  for (const [name, value] of Object.entries(headers)) {
    if (invalidInHeader.test(value)) throw new TypeError(`an invalid value of the header ${name}`);
    lines += `${name}: ${value}\r\n`;
  }
  knownLines.set(Object.freeze(headers), lines);
  return lines;
}
