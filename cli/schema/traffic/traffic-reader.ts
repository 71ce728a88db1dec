import type { Environment } from '#platform/settings.ts';
import { apiSchemaOf } from '../../../gateway/supergraph/compose.ts';
import type { ReadTraffic } from '../check/check-schema.ts';
import { clientUses } from './client-uses.ts';
import { describeUse } from './describe-use.ts';
import { coordinatesToRead, excuse } from './excuse.ts';
import { type TrafficOptions, thresholdsOf } from './options.ts';
import { readTraffic } from './read-traffic.ts';

/** Returns what compares breaking changes with the counted traffic of the registry, and with the operations in `clients/`. */
export function trafficReader(environment: Environment, options: TrafficOptions): ReadTraffic {
  return async (breaking, { before, operations }) => {
    const query = { days: options.days, coordinates: coordinatesToRead(breaking), now: new Date() };
    const traffic = await readTraffic(environment, query);
    const uses = clientUses(apiSchemaOf(before), operations);
    return new Map(
      excuse(breaking, traffic, uses, thresholdsOf(options)).map((use) => [
        use.change,
        { isUnused: use.isUnused, lines: describeUse(use, traffic.since) },
      ]),
    );
  };
}
