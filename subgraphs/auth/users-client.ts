import type { Clock } from '#platform/clock.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { subgraphClient } from '#platform/subgraph/graphql-client.ts';
import type { Caller } from '#platform/subgraph/request-context.ts';
import { issueAccessToken, type TokenIssuer } from './domain/sessions/issue-access-token.ts';
import { type AccountFacts, type Accounts, accountTypeOf } from './domain/sign-in/accounts.ts';
import { authLimits } from './limits.ts';

const ensure = /* GraphQL */ `
  mutation EnsureAccount($input: EnsureAccountInput!) {
    ensureAccount(input: $input) { account { id isActive fullName } }
  }
`;
const byPassword = /* GraphQL */ `
  query AdminByPassword($email: String!, $password: String!) {
    adminByPassword(email: $email, password: $password) { id isActive fullName }
  }
`;
// By reference, because a deleted account has to answer, too: as an inactive one.
const byId = /* GraphQL */ `
  query AccountById($references: [_Any!]!) {
    _entities(representations: $references) {
      ... on Driver { id isActive fullName }
      ... on Passenger { id isActive fullName }
      ... on Admin { id isActive fullName }
    }
  }
`;
const unanswered = ['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT'];
const typenames = { DRIVER: 'Driver', PASSENGER: 'Passenger', ADMIN: 'Admin' } as const;

/** Asks users with a service token of our own, for the sake of one request. Throws SUBGRAPH_UNAVAILABLE or SUBGRAPH_TIMEOUT. */
export function accountsClient(url: string, issuer: TokenIssuer, clock: Clock): (caller: Caller) => Accounts {
  const askUsers = subgraphClient('users', url);
  const token = serviceToken(issuer, clock);
  return ({ requestId, traceparent }) => {
    const ask = async <Data>(query: string, variables: Record<string, unknown>): Promise<Data> => {
      try {
        return await askUsers<Data>({ query, variables, token: await token(), requestId, traceparent });
      } catch (error) {
        // What users refuses is refused to our token, not to whoever signs in.
        const refused = error instanceof Refusal && !unanswered.includes(error.code);
        throw refused ? new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: 'users' }) : error;
      }
    };
    return {
      ensure: async (phoneNumber, accountType) => {
        const variables = { input: { phoneNumber, accountType } };
        return (await ask<{ ensureAccount: { account: AccountFacts } }>(ensure, variables)).ensureAccount.account;
      },
      adminByPassword: async (email, password) =>
        (await ask<{ adminByPassword: AccountFacts | null }>(byPassword, { email, password })).adminByPassword,
      find: async (id) => {
        const references = [{ __typename: typenames[accountTypeOf(id)], id }];
        return (await ask<{ _entities: (AccountFacts | null)[] }>(byId, { references }))._entities[0] ?? null;
      },
    };
  };
}

/** A service token, made anew shortly before it expires. */
function serviceToken(issuer: TokenIssuer, clock: Clock): () => Promise<string> {
  let current: { token: Promise<string>; until: number } | undefined;
  return () => {
    const now = clock.now();
    if (!current || current.until <= now.getTime()) {
      const until = now.getTime() + authLimits.serviceToken - authLimits.serviceTokenRenewal;
      current = { token: issueAccessToken(issuer, { sub: 'masar-service', scope: 'service' }, now), until };
    }
    return current.token;
  };
}
