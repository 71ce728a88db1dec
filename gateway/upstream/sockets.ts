import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { SubgraphResponse } from './subgraph-response.ts';
import { maxResponseBytes } from './transport.ts';

/** The interval of the pings that detect a lost subgraph, in milliseconds. */
const keepAlive = 12_000;

/** How long a subgraph may take to accept a socket, and then to acknowledge it, in milliseconds. */
const handshakeTimeout = 5_000;

/** What happens to one subscription at a subgraph. */
export interface Sink {
  next(event: SubgraphResponse): void;
  /** It is over: the subgraph ended it, or it can't be reached (`failed`). */
  end(failed: boolean): void;
}

export interface PrimarySubscription {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

/**
 * The subscriptions that one client's socket has at the subgraphs: one socket to each subgraph, with the client's own
 * token, closed when the client's is. There are no retries: what a subgraph sent while it could not be reached is unknown,
 * so the client has to know, and subscribe again.
 */
export class UpstreamSockets {
  readonly #clients = new Map<string, Client>();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string>) {
    this.#headers = headers;
  }

  /** Subscribes, and returns how to stop. */
  subscribe(url: string, primary: PrimarySubscription, sink: Sink): () => void {
    const { query, operationName, variables } = primary;
    return this.#client(url).subscribe(
      { query, variables, ...(operationName ? { operationName } : {}) },
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

/** The request's id and language travel in the upgrade's headers. */
function socketWithHeaders(headers: Record<string, string>): new (address: string, protocols: string) => WebSocket {
  return class extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, {
        headers,
        handshakeTimeout,
        maxPayload: maxResponseBytes,
      });
    }
  };
}
