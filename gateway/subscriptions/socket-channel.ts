import type { ExecutionResult, GraphQLError } from 'graphql';
import type { SocketWriter } from '#platform/graphql/sockets/socket-writer.ts';
import { SubscriptionEnded } from '#platform/graphql/sockets/subscription-ended.ts';
import type { Channel } from './channel.ts';
import type { SharedResult } from './shared-result.ts';
import { nextFrame } from './socket-frames.ts';

/**
 * Carries one operation's results over a WebSocket. Its frames are written past graphql-ws, which would serialise each result again for
 * each client. graphql-ws gets an iterator without values, which ends the operation.
 */
export class SocketChannel implements Channel {
  readonly #writer: SocketWriter;
  readonly #id: string;
  readonly #expire: () => void;
  readonly #end = Promise.withResolvers<IteratorResult<ExecutionResult, undefined>>();
  #isOpen = true;

  /** `expire` closes the socket with 4403. */
  constructor(writer: SocketWriter, id: string, expire: () => void) {
    this.#writer = writer;
    this.#id = JSON.stringify(id);
    this.#expire = expire;
    // Nobody may be reading yet.
    this.#end.promise.catch(() => {});
  }

  get buffered(): number {
    return this.#writer.buffered;
  }

  next(result: SharedResult): void {
    if (this.#isOpen) this.#writer.writeFrame(nextFrame(result, this.#id));
  }

  end(errors: readonly GraphQLError[] = []): void {
    this.#isOpen = false;
    if (errors.length > 0) this.#end.reject(new SubscriptionEnded(errors));
    else this.#end.resolve({ value: undefined, done: true });
  }

  expire(): void {
    this.#isOpen = false;
    this.#expire();
  }

  onDrain(listener: () => void): () => void {
    return this.#writer.onDrain(listener);
  }

  /** The iterator for graphql-ws. `unsubscribe` is called when the client ends the operation, or its socket has closed. */
  results(unsubscribe: () => void): AsyncGenerator<ExecutionResult, undefined> {
    const stop = async (): Promise<IteratorResult<ExecutionResult, undefined>> => {
      this.#isOpen = false;
      unsubscribe();
      const done = { value: undefined, done: true } as const;
      this.#end.resolve(done);
      return done;
    };
    const results: AsyncGenerator<ExecutionResult, undefined> = {
      next: () => this.#end.promise,
      return: stop,
      throw: stop,
      [Symbol.asyncIterator]: () => results,
      [Symbol.asyncDispose]: async () => void (await stop()),
    };
    return results;
  }
}
