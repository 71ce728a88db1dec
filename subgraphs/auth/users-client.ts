import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import type { Caller } from '#platform/subgraph/caller.ts';
import { type GraphQLCall, subgraphClient } from '#platform/subgraph/graphql-client.ts';
import { resolveReference } from '#platform/subgraph/resolve-reference.ts';
import { type AccountFacts, requireAccountType } from './domain/account.ts';
import { accessTokenLifetime, issueAccessToken, type TokenIssuer } from './domain/sessions/issue-access-token.ts';
import type { Users } from './domain/users.ts';
import { serviceClientId } from './entities/oauth-application.ts';

/** Milliseconds before its expiry at which the service token is replaced: longer than a request takes. */
const serviceTokenRenewal = 60_000;

const ensureAccountMutation = /* GraphQL */ `
  mutation EnsureAccount($input: EnsureAccountInput!) {
    ensureAccount(input: $input) { account { id isActive fullName } }
  }
`;
const adminByPasswordQuery = /* GraphQL */ `
  query AdminByPassword($email: String!, $password: String!) {
    adminByPassword(email: $email, password: $password) { id isActive fullName }
  }
`;
// By reference, which also resolves a deleted account: as an inactive one.
const accountQuery = /* GraphQL */ `
  query AccountById($references: [_Any!]!) {
    _entities(representations: $references) {
      ... on Driver { id isActive fullName }
      ... on Passenger { id isActive fullName }
      ... on Admin { id isActive fullName }
    }
  }
`;
/** Refusals that are about the load of users, and not about the service token or the query. */
const passedOn = ['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'RATE_LIMITED'];
const typenames = { DRIVER: 'Driver', PASSENGER: 'Passenger', ADMIN: 'Admin' } as const;

/** A client of users with a service token, for the requests of one caller. */
export function usersClient(url: string, issuer: TokenIssuer, clock: Clock): (caller: Caller) => Users {
  const send = subgraphClient('users', url);
  const token = serviceToken(issuer, clock);
  return ({ requestId, traceparent, deadline }) => {
    const request = async <Data>(call: GraphQLCall): Promise<Data> => {
      try {
        return await send<Data>({ ...call, token: await token(), requestId, traceparent, deadline });
      } catch (error) {
        // Any other refusal is about the service token or the query, not about the caller's input.
        const isOwnFault = error instanceof Refusal && !passedOn.includes(error.code);
        throw isOwnFault ? new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'users' }) : error;
      }
    };
    return {
      ensureAccount: async (phoneNumber, accountType) => {
        const call = { query: ensureAccountMutation, variables: { input: { phoneNumber, accountType } } };
        return (await request<{ ensureAccount: { account: AccountFacts } }>(call)).ensureAccount.account;
      },
      adminByPassword: async (email, password) => {
        const call = { query: adminByPasswordQuery, variables: { email, password } };
        return (await request<{ adminByPassword: AccountFacts | null }>(call)).adminByPassword;
      },
      account: (id) => {
        const reference = { __typename: typenames[requireAccountType(id)], id };
        return resolveReference<AccountFacts>(request, { query: accountQuery }, reference);
      },
    };
  };
}

/** Returns the current service token, and issues the next one shortly before it expires. */
function serviceToken(issuer: TokenIssuer, clock: Clock): () => Promise<string> {
  let current: { token: Promise<string>; until: number } | undefined;
  return () => {
    const now = clock.now();
    if (!current || current.until <= now.getTime()) {
      const until = now.getTime() + accessTokenLifetime - serviceTokenRenewal;
      current = { token: issueAccessToken(issuer, { sub: serviceClientId, scope: 'service' }, now), until };
    }
    return current.token;
  };
}
