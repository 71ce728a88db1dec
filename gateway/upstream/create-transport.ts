import type { Metrics } from '#platform/http/metrics.ts';
import type { Log } from '#platform/log.ts';
import { ResilientTransport } from './resilient-transport.ts';
import { RetryBudget } from './retry-budget.ts';
import type { UpstreamSettings } from './settings.ts';
import { type BreakerState, SubgraphBreaker } from './subgraph-breaker.ts';
import { SubgraphTransport } from './transport.ts';

const stateValues: Record<BreakerState, number> = { closed: 0, 'half-open': 1, open: 2 };

/** The connections to the subgraphs, with their metrics, and what sends requests over them. */
export function createTransport(
  { timeout, retries, retryShare, breaker }: UpstreamSettings,
  metrics: Metrics,
  log: Log,
): { connections: SubgraphTransport; transport: ResilientTransport } {
  const fetches = metrics.histogram('subgraph_fetch_duration_seconds', 'Requests to subgraphs', [
    'subgraph',
    'outcome',
  ]);
  const repeated = metrics.counter('subgraph_retries_total', 'Repeated requests to subgraphs', ['subgraph', 'outcome']);
  const setState = metrics.labelledGauge(
    'subgraph_breaker_state',
    'Whether a subgraph gets requests: 0 all, 1 a trial, 2 none',
    'subgraph',
  );
  const connections = new SubgraphTransport(fetches, timeout);
  const transport = new ResilientTransport({
    transport: connections,
    timeout,
    retries,
    createHealth: (subgraph) => {
      const onStateChange = (state: BreakerState) => {
        log.warn({ subgraph, state }, 'the circuit breaker of a subgraph changes its state');
        setState(subgraph, stateValues[state]);
      };
      setState(subgraph, stateValues.closed);
      return { breaker: new SubgraphBreaker(breaker, onStateChange), budget: new RetryBudget(retryShare) };
    },
    onRetry: (subgraph, outcome) => repeated.inc({ subgraph, outcome }),
  });
  return { connections, transport };
}
