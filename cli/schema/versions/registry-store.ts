import { createLog } from '#platform/log.ts';
import type { Environment } from '#platform/settings.ts';
import { openRegistry } from '../../../registry/open-registry.ts';
import { readVersion } from '../../../registry/versions/read-versions.ts';
import { storeVersion } from '../../../registry/versions/store-version.ts';
import { registryFault, registryUrl, withRegistry } from '../registry.ts';
import type { VersionStore } from './publish-version.ts';
import { readFailures } from './version-source.ts';

const log = () => createLog({ name: 'schema', level: 'warn', pretty: process.stdout.isTTY });
const storeFailures = { failure: "can't publish", withoutTables: 'no tables of versions' };

/**
 * Opens the published versions of the registry, which is created and migrated if need be. No connection stays open between two calls.
 *
 * @throws CannotRun when there is no registry, or it fails. Each call throws it too.
 */
export async function registryStore(environment: Environment): Promise<VersionStore> {
  const { failure } = storeFailures;
  const url = await registryUrl(environment, failure);
  try {
    await (await openRegistry({ url }, log())).close(true);
  } catch (error) {
    throw registryFault(url, failure, error);
  }
  return {
    newest: () => withRegistry(environment, readFailures, (client) => readVersion(client)),
    store: (version) => withRegistry(environment, storeFailures, (client) => storeVersion(client, version)),
  };
}
