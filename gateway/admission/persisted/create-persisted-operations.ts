import type { Metrics } from '#platform/http/metrics.ts';
import type { Log } from '#platform/log.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import type { PreparedOperation } from '../operation-cache.ts';
import { PersistedOperations } from './persisted-operations.ts';
import type { PersistedSettings } from './settings.ts';
import { watchManifest } from './watch-manifest.ts';

export interface PersistedEnvironment {
  lifecycle: Lifecycle;
  metrics: Metrics;
  log: Log;
}

/**
 * Creates the persisted operations, follows their manifest, and counts and logs the operations that are not published.
 *
 * @throws StartFault when the manifest cannot be read.
 */
export async function createPersistedOperations(
  { mode, manifest }: PersistedSettings,
  { lifecycle, metrics, log }: PersistedEnvironment,
): Promise<PersistedOperations> {
  const unpublished = metrics.counter('unpublished_operations_total', 'Operations that are not published', ['mode']);
  const persisted = new PersistedOperations({
    mode,
    onUnpublished: (operation) => {
      unpublished.inc({ mode });
      if (mode === 'log' && operation) log.info(descriptionOf(operation), 'an operation is not published');
    },
  });
  metrics.gauge('published_operations', 'Operations that clients may send by id', () => persisted.published);
  if (manifest) lifecycle.add('manifest', await watchManifest(manifest, log, (all) => persisted.publish(all)));
  return persisted;
}

/** Names of the schema alone: a client may have written anything into the names and literals of its document. */
function descriptionOf({ signature, definition }: PreparedOperation): object {
  const fields = definition.selectionSet.selections.flatMap((each) => (each.kind === 'Field' ? [each.name.value] : []));
  return { signature, type: definition.operation, fields: [...new Set(fields)] };
}
