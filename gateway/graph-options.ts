import { maxPageSize } from '#contract/page-size.ts';
import type { Metrics } from '#platform/http/metrics.ts';
import type { ListSizing } from './admission/cost/list-sizes.ts';
import { readKnownOperations } from './admission/known-operations.ts';
import { MeasuredPlanner } from './planning/measured-planner.ts';
import type { Planner } from './planning/planner.ts';
import { PlannerPool } from './planning/pool/planner-pool.ts';
import type { GatewaySettings } from './settings.ts';
import type { Sharing } from './sharing/query-sharing.ts';
import type { FederatedGraphOptions } from './supergraph/federated-graph.ts';
import type { ServingOptions } from './supergraph/served-graph.ts';

/** Plans in worker threads, or in this thread without any, and measures how long it takes. */
export async function createPlannerOf(
  { planning }: GatewaySettings,
  metrics: Metrics,
): Promise<FederatedGraphOptions['createPlanner']> {
  const durations = metrics.histogram('planning_duration_seconds', 'Planning of operations', ['outcome']);
  const measured = (planner: Planner) => new MeasuredPlanner(planner, durations);
  const hasKnown = planning.knownOperations !== null;
  if (planning.workers > 0) return (supergraph) => measured(new PlannerPool({ supergraph, hasKnown, ...planning }));
  // Workers load the planner themselves: a gateway that has some starts without it.
  const { operationPlanner } = await import('./planning/operation-planner.ts');
  const { bounds, unplannable } = planning;
  return (supergraph) => measured(operationPlanner(supergraph, { ...bounds, unplannable }));
}

/** How a version of the graph is served. */
export function servingOptions(settings: GatewaySettings, metrics: Metrics): Omit<ServingOptions, 'transport'> {
  const { authBySubgraphs, documentBounds: bounds, planning, http, production: hideSuggestions } = settings;
  const knownOperations =
    planning.knownOperations === null ? new Map<string, string>() : readKnownOperations(planning.knownOperations);
  const { requestTimeout } = settings.upstream;
  const { introspection } = http;
  const lookups = metrics.counter('operation_cache_lookups_total', 'Lookups of parsed operations', ['result']);
  const [hits, misses] = [lookups.labels('hit'), lookups.labels('miss')];
  return {
    onLookup: (isHit) => (isHit ? hits : misses).inc(),
    authBySubgraphs,
    bounds,
    knownOperations,
    introspection,
    hideSuggestions,
    requestTimeout,
    sharing: sharingOf(settings),
  };
}

/** Our own subgraphs refuse longer pages. Of others nothing is known. */
export function listSizingOf({ cost, foreign }: GatewaySettings): ListSizing {
  return { assumedSize: cost.assumedListSize, largestPage: foreign ? Number.POSITIVE_INFINITY : maxPageSize };
}

/** Only the platform's own supergraph is sure to have a directive on every field that depends on the caller. */
function sharingOf({ shareQueries, foreign, authBySubgraphs }: GatewaySettings): Sharing {
  if (!shareQueries) return 'none';
  return foreign || authBySubgraphs ? 'same-headers' : 'public';
}
