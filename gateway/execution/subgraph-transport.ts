import type { Histogram } from 'prom-client';
import { Pool } from 'undici';
import type { Running } from '#platform/lifecycle.ts';
import { limits } from '#platform/limits.ts';

export interface SubgraphResponse {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** Why there is no answer. */
export class TransportFailure extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT';

  constructor(code: TransportFailure['code'], cause: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** The HTTP to the subgraphs: a bounded pool of kept-alive connections to each origin, with time-outs. */
export class SubgraphTransport implements Running {
  readonly #pools = new Map<string, Pool>();
  readonly #fetches: Histogram<'subgraph' | 'outcome'>;

  constructor(fetches: Histogram<'subgraph' | 'outcome'>) {
    this.#fetches = fetches;
  }

  /**
   * One GraphQL request. An answer that is GraphQL is one whatever its HTTP status. Throws TransportFailure where none came.
   */
  async post(
    subgraph: string,
    url: URL,
    body: string,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<SubgraphResponse> {
    const end = this.#fetches.startTimer({ subgraph });
    try {
      const { statusCode, body: answer } = await this.#pool(url.origin).request({
        method: 'POST',
        path: url.pathname + url.search,
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body,
        ...(signal ? { signal } : {}),
      });
      const response: unknown = JSON.parse(await answer.text());
      if (!isGraphQLResponse(response)) throw new Error(`HTTP ${statusCode} without a GraphQL response`);
      end({ outcome: 'answered' });
      return response;
    } catch (error) {
      const timedOut = timeoutCodes.has((error as { code?: string }).code ?? '');
      const code = timedOut ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
      end({ outcome: code });
      throw new TransportFailure(code, error);
    }
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, {
        connections: limits.upstreamConnections,
        headersTimeout: limits.upstreamTimeout,
        bodyTimeout: limits.upstreamTimeout,
        connectTimeout: limits.upstreamTimeout,
        keepAliveTimeout: 30_000,
        maxResponseSize: limits.upstreamResponseBytes,
      } as Pool.Options);
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
