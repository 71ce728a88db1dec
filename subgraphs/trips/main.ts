import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { createTrips } from './service.ts';
import { readTripsSettings } from './settings.ts';

await runSubgraph(readTripsSettings, createTrips);
