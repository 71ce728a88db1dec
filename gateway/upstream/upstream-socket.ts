import { type Client, createClient } from 'graphql-ws';
import { withRawIntegers } from '#platform/lossless-json.ts';
import type { JsonObject } from '../graphql/json-object.ts';
import { socketWithHeaders } from './socket-with-headers.ts';
import type { SubgraphResponse } from './subgraph-response.ts';

/** The time for a subgraph to accept a socket, and again to acknowledge it, in milliseconds. */
const handshakeTimeout = 5_000;

/** The pings that detect a lost subgraph, in milliseconds. */
export interface PingTimes {
  /** From one ping to the next. */
  interval: number;
  /** For the subgraph to answer. Its socket is terminated after it. */
  timeout: number;
}

export const pingTimes: PingTimes = { interval: 12_000, timeout: 10_000 };

/** A subscription at a subgraph. */
export interface UpstreamSource {
  url: string;
  /** The credentials and the language. Subscriptions with equal ones share sockets. */
  headers: Record<string, string>;
  /** The id of the request for which it is started. */
  requestId: string;
  /** A document with one operation. */
  query: string;
  variables: JsonObject;
}

/**
 * Why no more events come. `complete`: the subgraph ended the subscription. `refused`: it ended it with errors. `forbidden`: it does not
 * accept the credentials, or no longer. `unreachable`: there was no connection. `lost`: the connection was lost, and perhaps events.
 */
export type UpstreamEnd =
  | { kind: 'complete' | 'forbidden' | 'unreachable' | 'lost' }
  | { kind: 'refused'; errors: NonNullable<SubgraphResponse['errors']> };

/** Receives the events of one subscription. */
export interface Sink {
  next(event: SubgraphResponse): void;
  /** Called once, after the last event. */
  end(end: UpstreamEnd): void;
}

/** The codes with which a subgraph closes a socket whose credentials it does not accept. */
const forbiddenCodes = new Set([4401, 4403]);

/**
 * One socket to a subgraph with its subscriptions. It connects for the first subscription and closes after the last, and is not used again.
 * A lost connection is not retried here, because events may have been missed: every subscription ends.
 */
export class UpstreamSocket {
  readonly #client: Client;
  readonly #onClose: () => void;
  /** Ends of the subscriptions that are active. */
  readonly #active = new Set<(end: UpstreamEnd) => void>();
  #isConnected = false;

  /** `onClose` is called when the socket can take no more subscriptions. */
  constructor({ url, headers: all, requestId }: UpstreamSource, { interval, timeout }: PingTimes, onClose: () => void) {
    const { authorization, ...headers } = all;
    let pong: NodeJS.Timeout | undefined;
    let terminate = () => {};
    this.#onClose = onClose;
    this.#client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: socketWithHeaders({ ...headers, 'x-request-id': requestId }, handshakeTimeout),
      connectionParams: authorization ? { Authorization: authorization } : {},
      retryAttempts: 0,
      keepAlive: interval,
      connectionAckWaitTimeout: handshakeTimeout,
      on: {
        opened: (socket) => {
          terminate = () => (socket as { terminate(): void }).terminate();
        },
        connected: () => {
          this.#isConnected = true;
        },
        ping: (isReceived) => {
          if (!isReceived) pong = setTimeout(() => terminate(), timeout);
        },
        pong: (isReceived) => {
          if (isReceived) clearTimeout(pong);
        },
        error: () => this.#endAll({ kind: this.#lossKind }),
        closed: (event) => {
          clearTimeout(pong);
          const isForbidden = authorization !== undefined && forbiddenCodes.has((event as { code?: number }).code ?? 0);
          this.#endAll({ kind: isForbidden ? 'forbidden' : this.#lossKind });
        },
      },
    });
  }

  /** The number of active subscriptions. */
  get size(): number {
    return this.#active.size;
  }

  /** Starts a subscription, and returns the function that ends it. The sink gets nothing after that. */
  subscribe({ requestId, query, variables }: UpstreamSource, sink: Sink): () => void {
    let unsubscribe = () => {};
    const stop = (): boolean => {
      if (!this.#active.delete(end)) return false;
      unsubscribe();
      if (this.#active.size === 0) this.dispose();
      return true;
    };
    const end = (reason: UpstreamEnd): void => {
      if (stop()) sink.end(reason);
    };
    this.#active.add(end);
    unsubscribe = this.#client.subscribe(
      { query, variables: withRawIntegers(variables) as JsonObject, extensions: { requestId } },
      {
        next: (event) => {
          if (this.#active.has(end)) sink.next(event as SubgraphResponse);
        },
        error: (error) => {
          const errors = Array.isArray(error) ? error.map((each) => each.toJSON?.() ?? each) : null;
          end(errors ? { kind: 'refused', errors } : { kind: this.#lossKind });
        },
        complete: () => end({ kind: 'complete' }),
      },
    );
    return () => void stop();
  }

  dispose(): void {
    this.#onClose();
    // Rejects when the socket could not connect, of which every sink knows.
    Promise.resolve(this.#client.dispose()).catch(() => {});
  }

  get #lossKind(): 'lost' | 'unreachable' {
    return this.#isConnected ? 'lost' : 'unreachable';
  }

  /** graphql-ws would subscribe again after a close with 1000, and hide that events may be missing. */
  #endAll(end: UpstreamEnd): void {
    this.#onClose();
    for (const each of [...this.#active]) each(end);
  }
}
