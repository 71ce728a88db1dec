import { readFile } from 'node:fs/promises';
import type { Log } from '#platform/log.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { watchForChanges } from '#platform/run/watch-for-changes.ts';
import { projectRoot } from '#platform/settings.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import { composeSupergraph, readSubgraphSchemas } from './compose.ts';
import { FederatedGraph, type FederatedGraphOptions } from './federated-graph.ts';

/** The source of the supergraph: a file, or null for the platform's own subgraph schemas. `urls` override the subgraphs' URLs. */
export interface SupergraphSource
  extends Pick<FederatedGraphOptions, 'createPlanner' | 'onInvalidFetch' | 'listSizing'> {
  file: string | null;
  urls: Partial<Record<SubgraphName, string>>;
}

/** Reads and builds the graph. Rejects when the source is unreadable or invalid. */
export async function loadGraph({ file, ...options }: SupergraphSource): Promise<FederatedGraph> {
  const { urls } = options;
  if (file !== null) return new FederatedGraph(await readFile(file, 'utf8'), options);
  const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(projectRoot, urls));
  return new FederatedGraph(supergraphSdl, options);
}

/** Watches a supergraph file and calls `onChange` with each valid version. An invalid version is logged. */
export function watchGraph(source: SupergraphSource, log: Log, onChange: (graph: FederatedGraph) => void): Running {
  const { file } = source;
  if (file === null) return { stop: async () => {} };
  return watchForChanges(file, async () => {
    try {
      const graph = await loadGraph(source);
      onChange(graph);
      log.info({ file }, 'supergraph reloaded');
    } catch (error) {
      log.error({ file, err: error }, 'invalid supergraph refused');
    }
  });
}
