import type { ServerResponse } from 'node:http';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { unauthenticated } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { LongConnection } from '#platform/run/drain.ts';
import type { Channel } from '../../subscriptions/channel.ts';
import type { SharedResult } from '../../subscriptions/shared-result.ts';
import type { Beating } from './heartbeats.ts';
import type { StreamFormat } from './stream-format.ts';

/** Bytes that may wait for a slow client. With more its connection is closed. */
export const maxBuffered = 1024 * 1024;

/** The time for a client to read the end of its response, in milliseconds. Its connection is then closed. */
const endTimeout = 5_000;

export interface ResponseChannelOptions {
  /** Its headers have not been sent. */
  response: ServerResponse;
  format: StreamFormat;
  formatError: (error: GraphQLError) => GraphQLFormattedError;
}

/** The channel of a subscription that has an HTTP response to itself. */
export class ResponseChannel implements Channel, Beating, LongConnection {
  readonly #response: ServerResponse;
  readonly #format: StreamFormat;
  readonly #formatError: ResponseChannelOptions['formatError'];
  readonly #drainListeners = new Set<() => void>();
  readonly #endListeners: (() => void)[] = [];
  #isOpen = true;

  /** Sends the headers at once, and with them what the format begins with. */
  constructor({ response, format, formatError }: ResponseChannelOptions) {
    this.#response = response;
    this.#format = format;
    this.#formatError = formatError;
    response.once('close', () => this.#close());
    // An error without a listener would end the process. The response then closes.
    response.on('error', () => {});
    response.setHeader('content-type', format.contentType);
    // A proxy that transforms the response, or buffers it, would hold events back.
    response.setHeader('cache-control', 'no-store, no-transform');
    response.setHeader('x-accel-buffering', 'no');
    response.writeHead(200);
    this.#write(format.opening);
  }

  get buffered(): number {
    return this.#response.writableLength;
  }

  next(result: SharedResult): void {
    this.#write(result.encoded(this.#format, this.#format.encode));
  }

  end(errors: readonly GraphQLError[] = []): void {
    this.#finish(this.#format.ending(errors.map(this.#formatError)));
  }

  /** Of a client that does not read, the connection is closed: what waits would reach it after the end of its session. */
  expire(): void {
    if (!this.#isOpen) return;
    this.#close();
    const errors = [asGraphQLError(unauthenticated())].map(this.#formatError);
    // Node passes on what is written in one turn of the event loop at its end.
    setImmediate(() => {
      if (this.buffered > 0) this.#response.destroy();
      else this.#endResponse(this.#format.ending(errors));
    });
  }

  /** Ends the response without the end of the subscription, so that the client subscribes again or reports a lost connection. */
  leave(): void {
    this.#finish('');
  }

  /** Keeps proxies from closing a quiet connection. One that has bytes to send needs no more. */
  beat(): void {
    if (this.buffered === 0) this.#write(this.#format.heartbeat);
  }

  onDrain(listener: () => void): () => void {
    this.#drainListeners.add(listener);
    return () => this.#drainListeners.delete(listener);
  }

  /** Calls the listener once, when nothing more will be sent: the subscription has ended, or the client has left. At once if it has already. */
  onEnd(listener: () => void): void {
    if (this.#isOpen) this.#endListeners.push(listener);
    else listener();
  }

  #write(bytes: Buffer | string): void {
    if (!this.#isOpen) return;
    // The response's own 'drain' comes only after a write beyond its high-water mark.
    this.#response.write(bytes, this.#onFlushed);
    if (this.buffered > maxBuffered) this.#response.destroy();
  }

  readonly #onFlushed = (): void => {
    if (this.buffered === 0) for (const listener of this.#drainListeners) listener();
  };

  #finish(bytes: string): void {
    if (!this.#isOpen) return;
    this.#endResponse(bytes);
    this.#close();
  }

  #endResponse(bytes: string): void {
    const response = this.#response;
    const late = setTimeout(() => response.destroy(), endTimeout).unref();
    response.once('close', () => clearTimeout(late));
    response.end(bytes);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#drainListeners.clear();
    for (const listener of this.#endListeners.splice(0)) listener();
  }
}
