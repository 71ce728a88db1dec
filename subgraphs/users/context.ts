import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';

export type UsersContext = RequestContext<SubgraphServices>;
