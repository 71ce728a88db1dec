import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { projectRoot } from '#platform/settings.ts';
import { readClientOperations } from '../cli/schema-check/operations.ts';

/** A subscription, event by event. */
export interface Watched<Data> {
  /** The next event. Throws when the subscription ended, or nothing came in ten seconds. */
  next(): Promise<Data>;
  stop(): Promise<void>;
}

/** One user's connection to the gateway, sending the operations of this folder by their names. */
export interface Connection {
  /** Throws a RequestFailed for an answer with errors. */
  run<Data, Variables extends object>(operation: string, variables: Variables): Promise<Data>;
  watch<Data, Variables extends object>(operation: string, variables: Variables): Watched<Data>;
  /** Another connection, signed in. */
  as(token: string): Connection;
  close(): Promise<void>;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** What the gateway answered instead: the code of the first error is `code`. */
export class RequestFailed extends Error {
  readonly code: unknown;
  readonly extensions: Record<string, unknown>;

  constructor(operation: string, errors: NonNullable<Answer<unknown>['errors']>) {
    super(`${operation}: ${errors.map(({ message }) => message).join(' ')}`);
    this.extensions = errors[0]?.extensions ?? {};
    this.code = this.extensions.code;
  }
}

const patience = 10_000;
const { operations } = await readClientOperations(projectRoot);
const texts = new Map(operations.map(({ name, document }) => [name, print(document)]));

/** Connects to a gateway's GraphQL; the socket opens with the first subscription. */
export function connect(url: string, token?: string): Connection {
  const authorization: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: authorization,
  });
  return {
    run: async <Data>(operation: string, variables: object) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify({ query: textOf(operation), variables }),
        signal: AbortSignal.timeout(patience),
      });
      return dataOf(operation, (await response.json()) as Answer<Data>);
    },
    watch: <Data>(operation: string, variables: object) => {
      const events = socket.iterate<Data>({ query: textOf(operation), variables: { ...variables } });
      return {
        next: async () => {
          const event = await withinPatience(events.next(), operation);
          if (event.done) throw new Error(`${operation}: ended`);
          return dataOf(operation, event.value as Answer<Data>);
        },
        stop: async () => {
          await events.return?.();
        },
      };
    },
    as: (other) => connect(url, other),
    close: async () => {
      await socket.dispose();
    },
  };
}

async function withinPatience<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing came`)), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(operation: string): string {
  const text = texts.get(operation);
  if (!text) throw new Error(`clients/ has no operation called ${operation}`);
  return text;
}

function dataOf<Data>(operation: string, { data, errors }: Answer<Data>): Data {
  if (errors || !data) throw new RequestFailed(operation, errors ?? []);
  return data;
}
