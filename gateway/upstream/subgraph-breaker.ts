import { type CircuitBreakerPolicy, CircuitState, circuitBreaker, handleWhen, SamplingBreaker } from 'cockatiel';
import type { BreakerSettings } from './settings.ts';
import { TransportFailure } from './subgraph-response.ts';

/** The time over which failures are counted, in milliseconds. */
const samplingTime = 10_000;

/** The values of the metric `subgraph_breaker_state`. */
export type BreakerState = 'closed' | 'half-open' | 'open';

const stateNames: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/**
 * Fails the requests to a subgraph at once while most of them would fail anyway, so that they cost neither side time. After a while one
 * request tries whether the subgraph answers again.
 */
export class SubgraphBreaker {
  readonly #policy: CircuitBreakerPolicy;

  constructor(
    { failureShare, minRequests, openTime }: BreakerSettings,
    onStateChange: (state: BreakerState) => void = () => {},
  ) {
    // An abandoned trial says nothing, and the library would take it for a success.
    const counts = (error: unknown): boolean =>
      this.#policy.state === CircuitState.HalfOpen || (error instanceof TransportFailure && error.isOfSubgraph);
    this.#policy = circuitBreaker(handleWhen(counts), {
      halfOpenAfter: openTime,
      breaker: new SamplingBreaker({
        threshold: failureShare,
        duration: samplingTime,
        minimumRps: (minRequests * 1_000) / samplingTime,
      }),
    });
    this.#policy.onStateChange((state) => onStateChange(stateNames[state]));
  }

  /**
   * Sends, unless the breaker is open.
   *
   * @throws TransportFailure SUBGRAPH_UNAVAILABLE when it is open, and what `send` throws.
   */
  run<Result>(send: () => Promise<Result>): Promise<Result> {
    // The library would let the others wait for the trial, which may take as long as a request.
    if (this.#policy.state === CircuitState.HalfOpen) return Promise.reject(broken());
    return this.#policy.execute(send).catch((error) => {
      throw isBroken(error) ? broken() : error;
    });
  }
}

const isBroken = (error: unknown): boolean =>
  (error as { isBrokenCircuitError?: unknown })?.isBrokenCircuitError === true;

const broken = (): TransportFailure =>
  new TransportFailure('SUBGRAPH_UNAVAILABLE', new Error('most requests to the subgraph have failed'), {
    mayHaveArrived: false,
  });
