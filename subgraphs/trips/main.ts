import { runSubgraph } from '#platform/subgraph/run-subgraph.ts';
import { subgraph } from './service.ts';

await runSubgraph(subgraph);
