import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { createAuth } from './service.ts';
import { readAuthSettings } from './settings.ts';

await runSubgraph(readAuthSettings, createAuth);
