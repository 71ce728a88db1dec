import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { projectRoot } from '#platform/settings.ts';
import { readClientOperations } from '../cli/schema/operations/client-operations.ts';

export interface Subscription<Data> {
  /**
   * Returns the next event.
   *
   * @throws RequestFailed when the subscription ends with errors.
   * @throws GatewayUnreachable when the WebSocket does not open, or closes.
   * @throws Error when the subscription has ended, or no event arrives in ten seconds.
   */
  next(): Promise<Data>;
  stop(): Promise<void>;
}

/** One user's connection to the gateway. It sends the operations of this folder by name. */
export interface Connection {
  /**
   * Runs a query or mutation.
   *
   * @throws RequestFailed when the answer has errors.
   * @throws GatewayUnreachable when the gateway does not answer.
   */
  run<Data, Variables extends object>(operation: string, variables: Variables): Promise<Data>;
  subscribe<Data, Variables extends object>(operation: string, variables: Variables): Subscription<Data>;
  /** Returns another connection that sends this token. */
  as(token: string): Connection;
  close(): Promise<void>;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** An answer with errors. `code` and `extensions` are those of the first error. */
export class RequestFailed extends Error {
  readonly code: unknown;
  readonly extensions: Record<string, unknown>;

  constructor(operation: string, errors: NonNullable<Answer<unknown>['errors']>) {
    super(`${operation}: ${errors.map(({ message }) => message).join(' ')}`);
    this.extensions = errors[0]?.extensions ?? {};
    this.code = this.extensions.code;
  }
}

/** No GraphQL answer came from the URL. */
export class GatewayUnreachable extends Error {}

/** Milliseconds to wait for an answer or an event. */
const patience = 10_000;
/** Connects to the GraphQL endpoint of a gateway. The WebSocket opens with the first subscription. */
export async function connect(url: string): Promise<Connection> {
  const { operations } = await readClientOperations(projectRoot);
  return open(url, new Map(operations.map(({ name, document }) => [name, print(document)])));
}

/** The text of each operation, by its name. */
type OperationTexts = ReadonlyMap<string, string>;

function open(url: string, texts: OperationTexts, token?: string): Connection {
  const authorization: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: authorization,
  });
  return {
    run: async <Data>(operation: string, variables: object) => {
      const body = JSON.stringify({ query: textOf(texts, operation), variables });
      return dataOf(operation, await post<Data>(url, authorization, body));
    },
    subscribe: <Data>(operation: string, variables: object) => {
      const events = socket.iterate<Data>({ query: textOf(texts, operation), variables: { ...variables } });
      return {
        next: async () => {
          const event = await withinPatience(events.next(), operation).catch((cause) => {
            throw socketFault(url, operation, cause);
          });
          if (event.done) throw new Error(`${operation}: the subscription ended`);
          return dataOf(operation, event.value as Answer<Data>);
        },
        stop: async () => {
          await events.return?.();
        },
      };
    },
    as: (other) => open(url, texts, other),
    close: async () => {
      await socket.dispose();
    },
  };
}

async function post<Data>(url: string, authorization: Record<string, string>, body: string): Promise<Answer<Data>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization },
      body,
      signal: AbortSignal.timeout(patience),
    });
    return (await response.json()) as Answer<Data>;
  } catch (cause) {
    throw new GatewayUnreachable(`No gateway answers at ${url}.`, { cause });
  }
}

/** What a subscription fails with: the errors of its answer, the patience of this client, or how its socket ended. */
function socketFault(url: string, operation: string, cause: unknown): Error {
  if (Array.isArray(cause)) return new RequestFailed(operation, cause);
  if (cause instanceof NoEvent) return cause;
  const { reason, message } = cause as { reason?: string; message?: string };
  return new GatewayUnreachable(`${operation}: the WebSocket to ${url} failed: ${reason || message || 'closed'}.`, {
    cause,
  });
}

/** No event came in time. */
class NoEvent extends Error {}

async function withinPatience<T>(work: Promise<T>, operation: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoEvent(`${operation}: no event in ${patience / 1_000} seconds`)), patience);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(texts: OperationTexts, operation: string): string {
  const text = texts.get(operation);
  if (!text) throw new Error(`no operation in clients/ is called ${operation}`);
  return text;
}

function dataOf<Data>(operation: string, { data, errors }: Answer<Data>): Data {
  if (errors || !data) throw new RequestFailed(operation, errors ?? []);
  return data;
}
