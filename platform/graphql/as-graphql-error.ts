import { GraphQLError } from 'graphql';

/** Wraps an error for a GraphQL result. A GraphQLError is returned unchanged. */
export function asGraphQLError(error: unknown): GraphQLError {
  return error instanceof GraphQLError
    ? error
    : new GraphQLError('the operation failed', { originalError: error as Error });
}
