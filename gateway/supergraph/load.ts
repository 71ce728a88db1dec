import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Log } from '#platform/log.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { projectRoot } from '#platform/settings.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import { composeSupergraph, readSubgraphSchemas } from './compose.ts';
import { FederatedGraph } from './federated-graph.ts';

/** Where the supergraph comes from: a file, or our own subgraphs' schemas. `urls` override what it says of where they are. */
export interface SupergraphSource {
  file: string | null;
  urls: Partial<Record<SubgraphName, string>>;
}

/** The graph as it is now. Throws when it can't be read or built. */
export async function loadGraph({ file, urls }: SupergraphSource): Promise<FederatedGraph> {
  if (file !== null) return new FederatedGraph(await readFile(file, 'utf8'), urls);
  const { supergraphSdl } = composeSupergraph(await readSubgraphSchemas(projectRoot, urls));
  return new FederatedGraph(supergraphSdl, urls);
}

const pollEvery = 500;

/**
 * Watches a supergraph file. A valid change is handed over; an invalid one is refused and logged, and the graph stays as
 * it is. The file is polled, because editors and mounts replace it in ways that other watching misses.
 */
export function watchGraph(source: SupergraphSource, log: Log, onChange: (graph: FederatedGraph) => void): Running {
  const { file } = source;
  if (file === null) return { stop: async () => {} };
  let latest = Promise.resolve();
  const reload = async () => {
    try {
      const graph = await loadGraph(source);
      onChange(graph);
      log.info({ file }, 'took up the changed supergraph');
    } catch (error) {
      log.error({ file, err: error }, 'refused a supergraph that is not valid');
    }
  };
  const listener = () => {
    latest = latest.then(reload);
  };
  watchFile(file, { interval: pollEvery, persistent: false }, listener);
  return {
    stop: async () => {
      unwatchFile(file, listener);
      await latest;
    },
  };
}
