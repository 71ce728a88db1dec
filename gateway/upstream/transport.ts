import type { Histogram } from 'prom-client';
import { Pool } from 'undici';
import { parseJson } from '#platform/lossless-json.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { httpPost } from './http-post.ts';
import { type SubgraphResponse, TransportFailure } from './subgraph-response.ts';

/** Milliseconds that a subgraph may take to respond, the wait for a connection included. */
export const upstreamTimeout = 10_000;
/** Connections to each origin. */
export const upstreamConnections = 64;
/** Bytes of a subgraph's response. */
export const maxResponseBytes = 16 * 1024 * 1024;
/** Milliseconds that an idle connection stays open: less than at a subgraph (72 s), which must not close one as a request is sent. */
const idleConnectionTimeout = 30_000;

export interface SubgraphRequest {
  subgraph: string;
  url: URL;
  /** JSON. */
  body: string;
  headers: Record<string, string>;
  /** Milliseconds. It can shorten the transport's timeout, not extend it. */
  timeout?: number;
  signal?: AbortSignal;
}

/** A response that several callers may read. */
export class BufferedResponse {
  readonly #text: string;
  #unread: SubgraphResponse | null;

  constructor(response: SubgraphResponse, text: string) {
    this.#unread = response;
    this.#text = text;
  }

  /** Returns a copy that belongs to the caller. */
  read(): SubgraphResponse {
    const response = this.#unread ?? (parseJson(this.#text) as SubgraphResponse);
    this.#unread = null;
    return response;
  }
}

/** HTTP to the subgraphs, over a bounded pool of persistent connections to each origin. Measures each request. */
export class SubgraphTransport implements Running {
  readonly #pools = new Map<string, Pool>();
  readonly #fetches: Histogram<'subgraph' | 'outcome'>;
  readonly #timeout: number;
  #expired = false;

  constructor(fetches: Histogram<'subgraph' | 'outcome'>, timeout: number = upstreamTimeout) {
    this.#fetches = fetches;
    this.#timeout = timeout;
  }

  /**
   * Sends one GraphQL request. Resolves with any GraphQL response, whatever its HTTP status. Rejects with the signal's reason when
   * the signal aborts.
   *
   * @throws TransportFailure when no complete GraphQL response arrives within the timeout.
   */
  async post({
    subgraph,
    url,
    body,
    headers,
    timeout = this.#timeout,
    signal,
  }: SubgraphRequest): Promise<BufferedResponse> {
    const start = performance.now();
    const observe = (outcome: string) =>
      this.#fetches.observe({ subgraph, outcome }, (performance.now() - start) / 1_000);
    try {
      if (this.#expired) throw expiry();
      const { status, text } = await httpPost(this.#pool(url.origin), {
        path: url.pathname + url.search,
        body,
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        timeout: Math.min(timeout, this.#timeout),
        signal,
      });
      const response = parseJson(text);
      if (!isGraphQLResponse(response)) throw new Error(`HTTP ${status} without a GraphQL response`);
      observe('answered');
      return new BufferedResponse(response, text);
    } catch (error) {
      if (signal?.aborted) {
        observe('abandoned');
        throw signal.reason;
      }
      const code = isTimeout(error) ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
      observe(code);
      throw new TransportFailure(code, error);
    }
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, {
        connections: upstreamConnections,
        connectTimeout: this.#timeout,
        keepAliveTimeout: idleConnectionTimeout,
        maxResponseSize: maxResponseBytes,
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  /** Ends every request with SUBGRAPH_TIMEOUT, those in progress and later ones. */
  expire(): void {
    this.#expired = true;
    for (const pool of this.#pools.values()) pool.destroy(expiry()).catch(() => {});
  }

  async stop(): Promise<void> {
    if (this.#expired) return;
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}

function isGraphQLResponse(value: unknown): value is SubgraphResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors } = value as { data?: unknown; errors?: unknown };
  return (typeof data === 'object' && data !== undefined) || Array.isArray(errors);
}

const expiry = (): Error => new DOMException('the process stops', 'TimeoutError');

function isTimeout(error: unknown): boolean {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
