import { changedIdsExtension } from '#contract/changed-ids.ts';
import { type FetchSubgraph, type SubgraphResponse, TransportFailure } from '../upstream/subgraph-response.ts';
import type { PublicCache } from './public-cache.ts';

export type ChangeableCache = Pick<PublicCache<never>, 'drop' | 'clear'>;

/**
 * Returns a function that fetches for a mutation and drops from the cache what the subgraph says it changed, before it returns. It drops
 * everything when the subgraph does not say so, as one that may have got the request and has not answered.
 */
export function dropOwnChanges(fetch: FetchSubgraph, cache: ChangeableCache): FetchSubgraph {
  return async (subgraph, request, ...rest) => {
    if (!request.query.startsWith('mutation')) return fetch(subgraph, request, ...rest);
    let changed: string[] | null = null;
    try {
      const response = await fetch(subgraph, request, ...rest);
      changed = changedIdsOf(response);
      return response;
    } catch (error) {
      if (error instanceof TransportFailure && !error.mayHaveArrived) changed = [];
      throw error;
    } finally {
      if (!changed) cache.clear();
      else if (changed.length > 0) cache.drop(subgraph, changed);
    }
  };
}

/** Drops from the cache what an event of a subscription says it is of, so that no client reads an older state after it. */
export function dropChangesOf(event: SubgraphResponse, subgraph: string, cache: ChangeableCache): void {
  const changed = changedIdsOf(event);
  if (changed) cache.drop(subgraph, changed);
}

function changedIdsOf({ extensions }: SubgraphResponse): string[] | null {
  const ids = extensions?.[changedIdsExtension];
  return Array.isArray(ids) && ids.every((id) => typeof id === 'string') ? ids : null;
}
