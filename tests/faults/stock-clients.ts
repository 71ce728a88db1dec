import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { EventSource } from 'undici';
import { WebSocket } from 'ws';

/** What an application subscribes to. A client that connects again by itself reads the variables again. */
export interface Subscription {
  url: string;
  token: string | null;
  query: string;
  variables: Record<string, unknown>;
}

export interface ClientEvents {
  next(data: Record<string, unknown>, hasErrors: boolean): void;
  /** The client has lost its connection, and connects again by itself. */
  interrupted(): void;
  /** The subscription is over: with the codes of its errors, or because of the connection. */
  ended(reason: string): void;
}

/** Subscribes with a client as its documentation says. Returns the function that ends it. */
export type StockClient = (subscription: Subscription, events: ClientEvents) => () => void;

interface Result {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly { extensions?: Record<string, unknown> }[] | undefined;
}

const authorization = (token: string | null): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {};

/** A result without data carries the errors that end the subscription. */
function receive({ data, errors }: Result, events: ClientEvents): boolean {
  if (!data) {
    events.ended(codesOf(errors ?? []));
    return false;
  }
  events.next(data, Boolean(errors?.length));
  return true;
}

const codesOf = (errors: readonly { extensions?: Record<string, unknown> }[]): string =>
  errors.map(({ extensions }) => extensions?.code).join();

/** Errors of the protocol are lists; others are of the connection. */
const reasonOf = (error: unknown): string => (Array.isArray(error) ? codesOf(error) : 'closed');

const graphqlWs: StockClient = ({ url, token, ...payload }, events) => {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    on: { closed: () => events.interrupted() },
  });
  client.subscribe<Record<string, unknown>>(payload, {
    next: (result) => void receive(result as Result, events),
    error: (error) => events.ended(reasonOf(error)),
    complete: () => events.ended('complete'),
  });
  // It rejects while the client cannot connect.
  return () => void Promise.resolve(client.dispose()).catch(() => {});
};

const graphqlSse: StockClient = ({ url, token, ...payload }, events) => {
  const client = createSseClient({
    url,
    headers: authorization(token),
    retryAttempts: Number.POSITIVE_INFINITY,
    on: { connecting: (isRetry) => isRetry && events.interrupted() },
  });
  let isOver = false;
  client.subscribe<Record<string, unknown>>(payload, {
    next: (result) => {
      if (!isOver) isOver = !receive(result as Result, events);
    },
    error: (error) => events.ended(reasonOf(error)),
    complete: () => isOver || events.ended('complete'),
  });
  return () => client.dispose();
};

const eventSource: StockClient = ({ url, query, variables }, events) => {
  const source = new EventSource(`${url}?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`);
  source.addEventListener('next', (message) => void receive(JSON.parse((message as MessageEvent).data), events));
  source.addEventListener('complete', () => {
    source.close();
    events.ended('complete');
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) events.ended('closed');
    else events.interrupted();
  });
  return () => source.close();
};

const apolloClient: StockClient = ({ url, token, query, variables }, events) => {
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([new HttpLink({ uri: url, headers: authorization(token) })]),
  });
  let isOver = false;
  const subscription = client
    .subscribe<Record<string, unknown>>({ query: gql(query), variables, fetchPolicy: 'no-cache', errorPolicy: 'all' })
    .subscribe({
      next: ({ data, error }) => {
        if (data) return events.next(data, error !== undefined);
        isOver = true;
        events.ended(codesOf((error as { errors?: [] } | undefined)?.errors ?? []) || 'closed');
      },
      error: () => events.ended('closed'),
      complete: () => isOver || events.ended('complete'),
    });
  return () => {
    subscription.unsubscribe();
    client.stop();
  };
};

export const stockClients = {
  'graphql-ws': graphqlWs,
  'graphql-sse': graphqlSse,
  EventSource: eventSource,
  'Apollo Client': apolloClient,
} as const;

export type ClientName = keyof typeof stockClients;
