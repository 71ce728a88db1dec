import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { readSubgraphSettings } from '#platform/subgraph/settings.ts';
import { createUsers } from './service.ts';

await runSubgraph((environment) => readSubgraphSettings('users', environment), createUsers);
