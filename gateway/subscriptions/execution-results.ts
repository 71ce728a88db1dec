import type { ExecutionResult } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import { mapIterator } from '#platform/run/map-iterator.ts';

/**
 * Completes the events of a subscription one at a time, in order. A Refusal from the events becomes the last result, so that the
 * client receives its code.
 */
export function executionResults<Event>(
  events: AsyncIterator<Event, undefined>,
  complete: (event: Event) => Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult, undefined> {
  return mapIterator(withRefusalAsValue(events), async (event) =>
    event instanceof Refusal ? { data: null, errors: [asGraphQLError(event)] } : complete(event),
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
