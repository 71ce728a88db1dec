import type { Caller } from '#platform/subgraph/caller.ts';
import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import type { Passwords } from './domain/admins/passwords.ts';
import type { NodeOwners } from './node-owners.ts';

/** The services of the users subgraph's resolvers. */
export interface UsersServices extends SubgraphServices {
  passwords: Passwords;
  /** Reads the nodes of other subgraphs for a caller. */
  nodesOf: (caller: Caller) => NodeOwners;
}

export type UsersContext = RequestContext<UsersServices>;
