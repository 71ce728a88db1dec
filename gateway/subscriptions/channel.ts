import type { GraphQLError } from 'graphql';
import type { SharedResult } from './shared-result.ts';

/** Carries the results of one subscription to its client, over a WebSocket or an HTTP response. */
export interface Channel {
  /** The bytes that wait for the client, those of its other operations on the same connection included. */
  readonly buffered: number;
  /** Sends a result. Ignored when the connection has closed. */
  next(result: SharedResult): void;
  /** Sends the end of the subscription, with errors if it failed. Nothing is sent after it. */
  end(errors?: readonly GraphQLError[]): void;
  /** Ends the client's session: a subgraph no longer accepts its token. A WebSocket closes with 4403; a response ends with UNAUTHENTICATED. */
  expire(): void;
  /** Calls the listener whenever the client has read all that waited. Returns the function that removes it. */
  onDrain(listener: () => void): () => void;
}
