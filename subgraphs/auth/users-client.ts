import type { Clock } from '#platform/clock.ts';
import { subgraphClient } from '#platform/subgraph/graphql-client.ts';
import { type AccountFacts, type Accounts, accountTypeOf } from './domain/accounts.ts';
import { issueAccessToken, type TokenIssuer } from './domain/issue-access-token.ts';
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
const typenames = { DRIVER: 'Driver', PASSENGER: 'Passenger', ADMIN: 'Admin' } as const;

/** Asks users with a service token of our own. */
export function accountsClient(url: string, issuer: TokenIssuer, clock: Clock): Accounts {
  const ask = subgraphClient('users', url);
  const token = serviceToken(issuer, clock);
  return {
    ensure: async (phoneNumber, accountType) => {
      const variables = { input: { phoneNumber, accountType } };
      const answer = await ask<{ ensureAccount: { account: AccountFacts } }>({
        query: ensure,
        variables,
        token: await token(),
      });
      return answer.ensureAccount.account;
    },
    adminByPassword: async (email, password) => {
      const variables = { email, password };
      const answer = await ask<{ adminByPassword: AccountFacts | null }>({
        query: byPassword,
        variables,
        token: await token(),
      });
      return answer.adminByPassword;
    },
    find: async (id) => {
      const references = [{ __typename: typenames[accountTypeOf(id)], id }];
      const answer = await ask<{ _entities: (AccountFacts | null)[] }>({
        query: byId,
        variables: { references },
        token: await token(),
      });
      return answer._entities[0] ?? null;
    },
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
