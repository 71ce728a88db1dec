import { setTimeout as sleep } from 'node:timers/promises';
import type { RetryBudget } from './retry-budget.ts';
import { retryPause } from './retry-pause.ts';
import type { SubgraphBreaker } from './subgraph-breaker.ts';
import { TransportFailure } from './subgraph-response.ts';
import type { AnsweredRequest, SubgraphRequest, SubgraphTransport } from './transport.ts';

/** `refused`: the budget had no retry left. */
export type RetryOutcome = 'answered' | 'failed' | 'refused';

/** What the gateway remembers of a subgraph. */
export interface SubgraphHealth {
  breaker: SubgraphBreaker;
  budget: RetryBudget;
}

export interface ResilientTransportOptions {
  transport: Pick<SubgraphTransport, 'post'>;
  /** Milliseconds for a request and its retries. */
  timeout: number;
  retries: number;
  createHealth: (subgraph: string) => SubgraphHealth;
  onRetry: (subgraph: string, outcome: RetryOutcome) => void;
}

/**
 * Sends requests to subgraphs that are not down. The request of a query is repeated when no complete response has arrived, within its time
 * and a budget for each subgraph. What it remembers of a subgraph lives as long as its URL.
 */
export class ResilientTransport implements Pick<SubgraphTransport, 'post'> {
  readonly #options: ResilientTransportOptions;
  readonly #healths = new Map<string, SubgraphHealth>();

  constructor(options: ResilientTransportOptions) {
    this.#options = options;
  }

  /**
   * Resolves and rejects as the transport does.
   *
   * @throws TransportFailure SUBGRAPH_UNAVAILABLE at once while most requests to the subgraph fail.
   */
  post(request: SubgraphRequest): Promise<AnsweredRequest> {
    const { breaker, budget } = this.#healthOf(request);
    const { transport, retries } = this.#options;
    budget.addRequest();
    const sent = breaker.run(() => transport.post(request));
    if (!request.isQuery || retries === 0) return sent;
    const start = performance.now();
    return sent.catch((error) => this.#repeat(request, start, error));
  }

  async #repeat(request: SubgraphRequest, start: number, first: unknown): Promise<AnsweredRequest> {
    const { transport, retries, timeout, onRetry } = this.#options;
    const { breaker, budget } = this.#healthOf(request);
    const { subgraph, signal } = request;
    const end = start + Math.min(request.timeout ?? timeout, timeout);
    let failure = first;
    for (let retry = 0; retry < retries; retry++) {
      if (!(failure instanceof TransportFailure && failure.mayRepeat)) break;
      const pause = failure.retryAfter ?? retryPause(retry);
      if (performance.now() + pause >= end) break;
      if (!budget.take()) {
        onRetry(subgraph, 'refused');
        break;
      }
      await sleep(pause, undefined, signal ? { signal } : {}).catch(() => {});
      signal?.throwIfAborted();
      try {
        const left = Math.max(end - performance.now(), 1);
        const { response } = await breaker.run(() => transport.post({ ...request, timeout: left }));
        onRetry(subgraph, 'answered');
        return { response, retries: retry + 1 };
      } catch (error) {
        failure = error;
        if (error instanceof TransportFailure) error.retries = retry + 1;
        onRetry(subgraph, 'failed');
      }
    }
    throw failure;
  }

  #healthOf({ subgraph, url }: SubgraphRequest): SubgraphHealth {
    const key = `${subgraph} ${url.href}`;
    let health = this.#healths.get(key);
    if (!health) {
      health = this.#options.createHealth(subgraph);
      this.#healths.set(key, health);
    }
    return health;
  }
}
