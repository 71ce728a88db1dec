import type { Histogram } from 'prom-client';
import { Pool } from 'undici';
import type { Running } from '#platform/lifecycle.ts';
import { limits } from '#platform/limits.ts';
import { exchange } from './http-exchange.ts';

export interface SubgraphResponse {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

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

/** Why there is no answer. */
export class TransportFailure extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT';

  constructor(code: TransportFailure['code'], cause: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** The HTTP to the subgraphs: a bounded pool of kept-alive connections to each origin, with a time-out for each request. */
export class SubgraphTransport implements Running {
  readonly #pools = new Map<string, Pool>();
  readonly #fetches: Histogram<'subgraph' | 'outcome'>;
  readonly #timeout: number;

  constructor(fetches: Histogram<'subgraph' | 'outcome'>, timeout: number = limits.upstreamTimeout) {
    this.#fetches = fetches;
    this.#timeout = timeout;
  }

  /**
   * One GraphQL request, and the text of its answer, which is GraphQL whatever its HTTP status; read it with `readResponse`. Throws
   * TransportFailure where none came whole within the time-out, the wait for a connection included, and the signal's
   * reason where that aborts before.
   */
  async post({ subgraph, url, body, headers, timeout = this.#timeout, signal }: SubgraphRequest): Promise<string> {
    const begun = performance.now();
    const outcome = (name: string) =>
      this.#fetches.observe({ subgraph, outcome: name }, (performance.now() - begun) / 1_000);
    try {
      const text = await exchange(this.#pool(url.origin), {
        path: url.pathname + url.search,
        body,
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        timeout: Math.min(timeout, this.#timeout),
        signal,
      });
      outcome('answered');
      return text;
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
        connections: limits.upstreamConnections,
        connectTimeout: this.#timeout,
        keepAliveTimeout: 30_000,
        maxResponseSize: limits.upstreamResponseBytes,
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}

/** An object of the reader's own. Throws TransportFailure where it is no GraphQL response. */
export function readResponse(text: string): SubgraphResponse {
  let response: unknown;
  try {
    response = JSON.parse(text);
  } catch (error) {
    throw new TransportFailure('SUBGRAPH_UNAVAILABLE', error);
  }
  if (isGraphQLResponse(response)) return response;
  throw new TransportFailure('SUBGRAPH_UNAVAILABLE', new Error('no GraphQL response'));
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
