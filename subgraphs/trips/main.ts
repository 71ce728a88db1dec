import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { readSubgraphSettings } from '#platform/subgraph/settings.ts';
import { createTrips } from './service.ts';

await runSubgraph((environment) => readSubgraphSettings('trips', environment), createTrips);
