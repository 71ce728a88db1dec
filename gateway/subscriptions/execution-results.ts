import { type ExecutionResult, GraphQLError } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { mapIterator } from '#platform/run/map-iterator.ts';

/**
 * The results of a subscription's events, each completed after the one before it. A Refusal from the events becomes the
 * last result, so that the client reads its code.
 */
export function executionResults<Event>(
  events: AsyncIterator<Event, undefined>,
  complete: (event: Event) => Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult, undefined> {
  return mapIterator(withRefusalAsValue(events), async (event) =>
    event instanceof Refusal
      ? { data: null, errors: [new GraphQLError(event.code, { originalError: event })] }
      : complete(event),
  );
}

function withRefusalAsValue<Event>(events: AsyncIterator<Event, undefined>): AsyncIterator<Event | Refusal, undefined> {
  return {
    next: async () => {
      try {
        return await events.next();
      } catch (error) {
        if (error instanceof Refusal) return { value: error, done: false };
        throw error;
      }
    },
    return: async () => {
      await events.return?.();
      return { value: undefined, done: true };
    },
  };
}
