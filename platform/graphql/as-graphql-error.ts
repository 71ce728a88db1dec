import { GraphQLError } from 'graphql';
import { withoutStack } from '../errors/without-stack.ts';

/** Wraps an error for a GraphQL result. A GraphQLError is returned unchanged. */
export function asGraphQLError(error: unknown): GraphQLError {
  return error instanceof GraphQLError
    ? error
    : // Its stack is that of the original.
      withoutStack(() => new GraphQLError('the operation failed', { originalError: error as Error }));
}
