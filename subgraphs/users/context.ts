import type { RequestContext, SubgraphServices } from '#platform/subgraph/request-context.ts';
import type { Passwords } from './domain/admins/passwords.ts';

/** The services of the users subgraph's resolvers. */
export interface UsersServices extends SubgraphServices {
  passwords: Passwords;
}

export type UsersContext = RequestContext<UsersServices>;
