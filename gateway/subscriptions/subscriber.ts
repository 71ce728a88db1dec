import type { GraphQLError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { OperationRequest } from '../run-operation.ts';
import type { Channel } from './channel.ts';
import type { SharedResult } from './shared-result.ts';

/** Results are kept back while more bytes than this wait for the client. */
export const writableBytes = 64 * 1024;

/** Results of a log that may be kept back for a slow client. One more ends its subscription. */
export const maxKeptResults = 1_000;

/**
 * One client's subscription. A slow client of a state gets the newest result when it reads again. One of a log gets every result: those
 * that it has not read are kept up to a bound, after which its subscription ends with EVENTS_LOST.
 */
export class Subscriber {
  request: OperationRequest;
  /** Events of a log from before this number are not for this subscriber. */
  since = 0;
  /** Removes it from its group. */
  leave: () => void = () => {};
  /** Whether each result replaces the one before it. */
  isState: boolean;
  readonly #channel: Channel;
  #kept: SharedResult[] = [];
  #stopListening: (() => void) | null = null;
  #end: readonly GraphQLError[] | null = null;
  #ended = false;

  constructor(request: OperationRequest, channel: Channel, isState: boolean) {
    this.request = request;
    this.#channel = channel;
    this.isState = isState;
  }

  deliver(result: SharedResult): void {
    if (this.#end) return;
    if (this.#kept.length === 0 && this.#channel.buffered <= writableBytes) this.#channel.next(result);
    else if (this.isState || this.#kept.length < maxKeptResults) this.#keep(result);
    else this.end([asGraphQLError(new Refusal('EVENTS_LOST'))]);
  }

  /** Ends the subscription. The client gets the results that were kept back first. */
  end(errors: readonly GraphQLError[] = []): void {
    if (this.#end) return;
    this.#end = errors;
    this.leave();
    if (this.#kept.length === 0) this.#finish();
  }

  /** Ends the client's whole session, because its credentials are no longer accepted. */
  expire(): void {
    if (this.#end) return;
    this.cancel();
    this.#channel.expire();
  }

  /** Forgets what was kept back: the client has left. */
  cancel(): void {
    this.#end ??= [];
    this.#ended = true;
    this.#kept = [];
    this.#stopListening?.();
    this.#stopListening = null;
    this.leave();
  }

  #keep(result: SharedResult): void {
    if (this.isState) this.#kept = [];
    this.#kept.push(result);
    this.#stopListening ??= this.#channel.onDrain(() => this.#sendKept());
  }

  #sendKept(): void {
    let sent = 0;
    for (const result of this.#kept) {
      if (this.#channel.buffered > writableBytes) break;
      this.#channel.next(result);
      sent++;
    }
    this.#kept = this.#kept.slice(sent);
    if (this.#kept.length > 0) return;
    this.#stopListening?.();
    this.#stopListening = null;
    if (this.#end) this.#finish();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#channel.end(this.#end ?? []);
  }
}
