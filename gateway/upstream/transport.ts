import type { LabelledHistogram } from '#platform/http/labelled-histogram.ts';
import { parseJson } from '#platform/lossless-json.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { ConnectionPool } from './connections/connection-pool.ts';
import { httpPost } from './connections/http-post.ts';
import { InvalidResponse, type ReadResponse } from './connections/response-reader.ts';
import { defaultUpstream } from './settings.ts';
import { type SubgraphResponse, TransportFailure } from './subgraph-response.ts';

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
  headers: Readonly<Record<string, string>>;
  /** Whether it belongs to a query of a client, so that it may be sent again. */
  isQuery?: boolean;
  /** Milliseconds. It can shorten the transport's timeout, not extend it. */
  timeout?: number;
  signal?: AbortSignal;
}

/** A subgraph's response, and how often its request was repeated. */
export interface AnsweredRequest {
  response: SubgraphResponse;
  retries: number;
}

/** HTTP to the subgraphs, over a bounded pool of persistent connections to each origin. Measures each request. */
export class SubgraphTransport implements Running {
  /** The requests that wait for a connection, and those that have had one. */
  readonly connectionQueue = { waiting: 0, begun: 0 };
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #fetches: LabelledHistogram;
  /** The longest time for a request, in milliseconds. */
  readonly timeout: number;
  #expired = false;

  /** @param fetches has the labels `subgraph` and `outcome`. */
  constructor(fetches: LabelledHistogram, timeout: number = defaultUpstream.timeout) {
    this.#fetches = fetches;
    this.timeout = timeout;
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
    timeout = this.timeout,
    signal,
  }: SubgraphRequest): Promise<AnsweredRequest> {
    const start = performance.now();
    const leaveQueue = this.#enterQueue();
    let mayHaveArrived = false;
    const onStart = () => {
      mayHaveArrived = true;
      leaveQueue();
    };
    const time = Math.min(timeout, this.timeout);
    const observe = (outcome: string) =>
      this.#fetches.observe([subgraph, outcome], (performance.now() - start) / 1_000);
    try {
      if (this.#expired) throw expiry();
      const answer = await httpPost(this.#pool(url), {
        host: url.host,
        path: url.pathname + url.search,
        body,
        headers,
        timeout: time,
        signal,
        onStart,
      });
      const response = readBody(answer);
      observe('answered');
      return { response, retries: 0 };
    } catch (error) {
      if (signal?.aborted) {
        observe('abandoned');
        throw signal.reason;
      }
      const failure = failureOf(error, { hadFullTime: time === this.timeout, mayHaveArrived });
      observe(failure.code);
      throw failure;
    } finally {
      // Some requests end before they are sent.
      leaveQueue();
    }
  }

  /** Returns the function to call once the request has a connection, or none is needed any more. */
  #enterQueue(): () => void {
    const queue = this.connectionQueue;
    let isWaiting = true;
    queue.waiting++;
    return () => {
      if (!isWaiting) return;
      isWaiting = false;
      queue.waiting--;
      queue.begun++;
    };
  }

  #pool({ origin }: URL): ConnectionPool {
    let pool = this.#pools.get(origin);
    if (!pool) {
      pool = new ConnectionPool({
        origin: new URL(origin),
        connections: upstreamConnections,
        connectTimeout: this.timeout,
        idleTimeout: idleConnectionTimeout,
        maxResponseBytes,
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  /** Ends every request with SUBGRAPH_TIMEOUT, those in progress and later ones. */
  expire(): void {
    this.#expired = true;
    for (const pool of this.#pools.values()) pool.destroy(expiry());
  }

  async stop(): Promise<void> {
    if (this.#expired) return;
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}

/** The statuses of a proxy whose server is away for a moment. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** @throws TransportFailure when it is no GraphQL response. */
function readBody({ status, text, retryAfter }: ReadResponse): SubgraphResponse {
  const body = parsed(text);
  if (isGraphQLResponse(body)) return body;
  throw new TransportFailure('SUBGRAPH_UNAVAILABLE', new Error(`HTTP ${status} without a GraphQL response`), {
    isOfSubgraph: true,
    mayRepeat: awayStatuses.has(status),
    retryAfter: retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : undefined,
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

interface FailedRequest {
  /** Whether the request had as much time as a subgraph may take: less may have been too little for a sound one. */
  hadFullTime: boolean;
  /** Whether it had a connection. */
  mayHaveArrived: boolean;
}

function failureOf(error: unknown, { hadFullTime, mayHaveArrived }: FailedRequest): TransportFailure {
  if (error instanceof TransportFailure) return error;
  if (isTimeout(error))
    return new TransportFailure('SUBGRAPH_TIMEOUT', error, { isOfSubgraph: hadFullTime, mayHaveArrived });
  const mayRepeat = !(error instanceof InvalidResponse && error.isTooLarge);
  return new TransportFailure('SUBGRAPH_UNAVAILABLE', error, { isOfSubgraph: true, mayRepeat, mayHaveArrived });
}

function isGraphQLResponse(value: unknown): value is SubgraphResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors } = value as { data?: unknown; errors?: unknown };
  return (typeof data === 'object' && data !== undefined) || Array.isArray(errors);
}

const expiry = (): Error => new DOMException('the process stops', 'TimeoutError');

function isTimeout(error: unknown): boolean {
  return (error as { name?: unknown }).name === 'TimeoutError';
}
