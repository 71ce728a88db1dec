import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { createNotifications } from './service.ts';
import { readNotificationsSettings } from './settings.ts';

await runSubgraph(readNotificationsSettings, createNotifications);
