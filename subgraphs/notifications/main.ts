import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { readSubgraphSettings } from '#platform/subgraph/settings.ts';
import { createNotifications } from './service.ts';

await runSubgraph((environment) => readSubgraphSettings('notifications', environment), createNotifications);
