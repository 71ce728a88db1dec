import type { Histogram } from 'prom-client';
import { Pool } from 'undici';
import type { Running } from '#platform/run/lifecycle.ts';
import { exchange } from './http-post.ts';
import { type SubgraphResponse, TransportFailure } from './subgraph-response.ts';

/** Milliseconds that a subgraph may take to respond, the wait for a connection included. */
export const upstreamTimeout = 10_000;
/** Connections to each origin. */
export const upstreamConnections = 64;
/** Bytes of a subgraph's response. */
export const maxResponseBytes = 16 * 1024 * 1024;

export interface SubgraphRequest {
  subgraph: string;
  url: URL;
  /** In JSON. */
  body: string;
  headers: Record<string, string>;
  /** Milliseconds, where it is to be less than the transport's. */
  timeout?: number;
  signal?: AbortSignal;
}

/** An answer that several may read. */
export class SubgraphAnswer {
  readonly #text: string;
  #unread: SubgraphResponse | null;

  constructor(response: SubgraphResponse, text: string) {
    this.#unread = response;
    this.#text = text;
  }

  /** An object of the reader's own, who may change it. */
  read(): SubgraphResponse {
    const response = this.#unread ?? (JSON.parse(this.#text) as SubgraphResponse);
    this.#unread = null;
    return response;
  }
}

/** The HTTP to the subgraphs: a bounded pool of kept-alive connections to each origin, with a time-out for each request. */
export class SubgraphTransport implements Running {
  readonly #pools = new Map<string, Pool>();
  readonly #fetches: Histogram<'subgraph' | 'outcome'>;
  readonly #timeout: number;

  constructor(fetches: Histogram<'subgraph' | 'outcome'>, timeout: number = upstreamTimeout) {
    this.#fetches = fetches;
    this.#timeout = timeout;
  }

  /**
   * One GraphQL request. An answer that is GraphQL is one whatever its HTTP status. Throws TransportFailure where none came
   * whole within the time-out, the wait for a connection included, and the signal's reason where that aborts before.
   */
  async post({
    subgraph,
    url,
    body,
    headers,
    timeout = this.#timeout,
    signal,
  }: SubgraphRequest): Promise<SubgraphAnswer> {
    const begun = performance.now();
    const outcome = (name: string) =>
      this.#fetches.observe({ subgraph, outcome: name }, (performance.now() - begun) / 1_000);
    try {
      const { status, text } = await exchange(this.#pool(url.origin), {
        path: url.pathname + url.search,
        body,
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        timeout: Math.min(timeout, this.#timeout),
        signal,
      });
      const response: unknown = JSON.parse(text);
      if (!isGraphQLResponse(response)) throw new Error(`HTTP ${status} without a GraphQL response`);
      outcome('answered');
      return new SubgraphAnswer(response, text);
    } catch (error) {
      if (signal?.aborted) {
        outcome('abandoned');
        throw signal.reason;
      }
      const code = isTimeout(error) ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
      outcome(code);
      throw new TransportFailure(code, error);
    }
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, {
        connections: upstreamConnections,
        connectTimeout: this.#timeout,
        keepAliveTimeout: 30_000,
        maxResponseSize: maxResponseBytes,
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}

function isGraphQLResponse(value: unknown): value is SubgraphResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors } = value as { data?: unknown; errors?: unknown };
  return (typeof data === 'object' && data !== undefined) || Array.isArray(errors);
}

function isTimeout(error: unknown): boolean {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
