import type { Metrics } from '#platform/http/metrics.ts';
import type { Bus } from '#platform/messaging/bus/bus.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import type { SharedResult } from '../sharing/shared-result.ts';
import { followChanges } from './follow-changes.ts';
import { PublicCache } from './public-cache.ts';

export interface CacheEnvironment {
  /** The subgraphs whose events change responses. */
  sources: readonly string[];
  /** With 0, nothing is cached. */
  maxBytes: number;
  /** Null for a gateway that gets no events: it caches nothing. */
  bus: Bus | null;
  lifecycle: Lifecycle;
  metrics: Metrics;
}

/** Opens the cache of public responses. Null when there is none. */
export function openCache({
  sources,
  maxBytes,
  bus,
  lifecycle,
  metrics,
}: CacheEnvironment): PublicCache<SharedResult> | null {
  if (!bus || maxBytes === 0) return null;
  const lookups = metrics.counter('response_cache_lookups_total', 'Lookups of cached responses', ['result']);
  const [hits, misses] = [lookups.labels('hit'), lookups.labels('miss')];
  const cache = new PublicCache<SharedResult>({
    maxBytes,
    isCurrent: () => isCurrent(),
    onLookup: (isHit) => (isHit ? hits : misses).inc(),
  });
  const isCurrent = followChanges(cache, bus, { sources, lifecycle });
  metrics.gauge('response_cache_entries', 'Cached responses', () => cache.usage.entries);
  metrics.gauge('response_cache_bytes', 'Estimated bytes of the cached responses', () => cache.usage.bytes);
  metrics.gauge(
    'response_cache_current',
    'Whether every change is known, so that cached responses are used: 1 or 0',
    () => Number(isCurrent()),
  );
  return cache;
}
