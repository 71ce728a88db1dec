import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { RetryLink } from '@apollo/client/link/retry';
import { Client, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { from, switchMap } from 'rxjs';

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

interface Documents {
  query: string;
  /** Takes `$refreshToken`. */
  refresh: string;
}

/** A client of the API by a stock library, which renews its tokens by the library's own means. */
export interface RenewingClient {
  query(): Promise<unknown>;
  /** Null once it has signed out. */
  tokens(): Tokens | null;
  stop(): void;
}

const isUnauthenticated = (errors: readonly { extensions?: Record<string, unknown> }[]): boolean =>
  errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');

/** After the guide of urql's authExchange. */
export function startUrql(url: string, first: Tokens, { query, refresh }: Documents): RenewingClient {
  let tokens: Tokens | null = first;
  const client = new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      authExchange(async ({ appendHeaders, mutate }) => ({
        addAuthToOperation: (operation) =>
          tokens ? appendHeaders(operation, { Authorization: `Bearer ${tokens.accessToken}` }) : operation,
        didAuthError: ({ graphQLErrors }) => isUnauthenticated(graphQLErrors),
        refreshAuth: async () => {
          const { data } = await mutate(refresh, { refreshToken: tokens?.refreshToken });
          tokens = data?.refreshTokens ?? null;
        },
      })),
      fetchExchange,
    ],
  });
  return {
    query: async () => {
      const { data, error } = await client.query(query, {}, { requestPolicy: 'network-only' });
      if (error) throw error;
      return withoutTypename(data);
    },
    tokens: () => tokens,
    stop: () => {},
  };
}

/** After the guide of Apollo Client's links: an ErrorLink refreshes and repeats, a RetryLink repeats what got no response. */
export function startApollo(url: string, first: Tokens, { query, refresh }: Documents): RenewingClient {
  let tokens: Tokens | null = first;
  const renew = async () => {
    const variables = { refreshToken: tokens?.refreshToken };
    const { data } = await client.mutate<{ refreshTokens: Tokens }>({ mutation: gql(refresh), variables });
    tokens = data?.refreshTokens ?? null;
  };
  const renewal = new ErrorLink(({ error, operation, forward }) => {
    if (operation.operationName === 'Refresh') {
      tokens = null;
      return;
    }
    if (!CombinedGraphQLErrors.is(error) || !isUnauthenticated(error.errors)) return;
    return from(renew()).pipe(switchMap(() => forward(operation)));
  });
  const withToken = new SetContextLink(({ headers }) => ({
    headers: { ...headers, ...(tokens ? { authorization: `Bearer ${tokens.accessToken}` } : {}) },
  }));
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([renewal, new RetryLink(), withToken, new HttpLink({ uri: url })]),
  });
  return {
    query: async () => {
      const { data } = await client.query({
        query: gql(query),
        fetchPolicy: 'network-only',
        context: { queryDeduplication: false },
      });
      return withoutTypename(data);
    },
    tokens: () => tokens,
    stop: () => client.stop(),
  };
}

/** Both libraries add `__typename` to what they select. */
const withoutTypename = (data: unknown): unknown =>
  JSON.parse(JSON.stringify(data, (key, value) => (key === '__typename' ? undefined : value)));
