import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { hasLongNumbers, parseJson, withRawIntegers } from '#platform/lossless-json.ts';
import type { SubgraphResponse } from './subgraph-response.ts';
import { maxResponseBytes } from './transport.ts';

/** The interval of the pings that detect a lost subgraph, in milliseconds. */
const keepAlive = 12_000;

/** The time for a subgraph to accept a socket, and again to acknowledge it, in milliseconds. */
const handshakeTimeout = 5_000;

/** Receives the events of one subscription. */
export interface Sink {
  next(event: SubgraphResponse): void;
  /** Called once, after the last event. `failed` when the connection was lost, not when the subgraph ended the subscription. */
  end(failed: boolean): void;
}

/** The subscription of a plan: its first fetch, whose events the rest of the plan completes. */
export interface PrimarySubscription {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

/**
 * The sockets to the subgraphs that carry the subscriptions of one client's socket: one to each subgraph, with the client's token.
 * A lost connection is not retried: events may have been missed, so the client must learn of it and subscribe again.
 */
export class UpstreamSockets {
  readonly #clients = new Map<string, Client>();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string>) {
    this.#headers = headers;
  }

  /** Starts a subscription and returns the function that ends it. */
  subscribe(url: string, { query, operationName, variables }: PrimarySubscription, sink: Sink): () => void {
    return this.#client(url).subscribe(
      { query, variables: withRawIntegers(variables) as typeof variables, ...(operationName ? { operationName } : {}) },
      {
        next: (event) => sink.next(event as SubgraphResponse),
        error: (error) => {
          if (Array.isArray(error)) sink.next({ data: null, errors: error.map((each) => each.toJSON?.() ?? each) });
          sink.end(!Array.isArray(error));
        },
        complete: () => sink.end(false),
      },
    );
  }

  /** Closes every socket, and with them the subscriptions. */
  dispose(): void {
    for (const client of this.#clients.values()) void client.dispose();
    this.#clients.clear();
  }

  #client(url: string): Client {
    let client = this.#clients.get(url);
    if (!client) {
      const { authorization, ...headers } = this.#headers;
      client = createClient({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: socketWithHeaders(headers),
        connectionParams: authorization ? { Authorization: authorization } : {},
        retryAttempts: 0,
        keepAlive,
        connectionAckWaitTimeout: handshakeTimeout,
      });
      this.#clients.set(url, client);
    }
    return client;
  }
}

/** A message that `JSON.parse` would round, parsed; null when it is not JSON. Any other message is returned as it is. */
function withoutLongNumbers(message: unknown): unknown {
  if (typeof message !== 'string' || !hasLongNumbers(message)) return message;
  try {
    return parseJson(message);
  } catch {
    return null;
  }
}

/** A WebSocket implementation for graphql-ws whose upgrade request has these headers. */
function socketWithHeaders(headers: Record<string, string>): new (address: string, protocols: string) => WebSocket {
  return class extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, {
        headers,
        handshakeTimeout,
        maxPayload: maxResponseBytes,
      });
      // graphql-ws parses text, and takes an object as it is.
      Object.defineProperty(this, 'onmessage', {
        set: (receive: (event: { data: unknown }) => void) =>
          this.addEventListener('message', ({ data }) => receive({ data: withoutLongNumbers(data) })),
      });
    }
  };
}
