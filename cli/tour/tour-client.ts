import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { projectRoot } from '#platform/settings.ts';
import { readClientOperations } from '../schema-check/operations.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer has what its operation selects
type Answer = any;

export interface Watched {
  /** The next event. Throws when the subscription ended, or nothing came in ten seconds. */
  next(): Promise<Answer>;
  stop(): Promise<void>;
}

/** One user's connection to the gateway, sending the operations of `clients/` by their names. */
export interface TourClient {
  run(operation: string, variables?: Record<string, unknown>): Promise<Answer>;
  watch(operation: string, variables?: Record<string, unknown>): Watched;
  /** Another connection, signed in. */
  as(token: string): TourClient;
  close(): void;
}

const patience = 10_000;
const texts = new Map(
  (await readClientOperations(projectRoot)).operations.map(({ name, document }) => [name, print(document)]),
);

export function connect(url: string, token?: string): TourClient {
  const authorization: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: authorization,
  });
  return {
    run: async (operation, variables = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify({ query: textOf(operation), variables }),
        signal: AbortSignal.timeout(patience),
      });
      return dataOf(operation, (await response.json()) as Answer);
    },
    watch: (operation, variables = {}) => {
      const events = socket.iterate<Answer>({ query: textOf(operation), variables });
      return {
        next: async () => {
          const late = AbortSignal.timeout(patience);
          const tooLate = new Promise<never>((_, reject) => {
            late.addEventListener('abort', () => reject(new Error(`${operation}: nothing came`)));
          });
          const event = await Promise.race([events.next(), tooLate]);
          if (event.done) throw new Error(`${operation}: ended`);
          return dataOf(operation, event.value);
        },
        stop: async () => {
          await events.return?.();
        },
      };
    },
    as: (other) => connect(url, other),
    close: () => void socket.dispose(),
  };
}

function textOf(operation: string): string {
  const text = texts.get(operation);
  if (!text) throw new Error(`clients/ has no operation called ${operation}`);
  return text;
}

function dataOf(operation: string, { data, errors }: Answer): Answer {
  if (errors) throw new Error(`${operation}: ${errors.map((error: Answer) => error.message).join(' ')}`);
  return data;
}
