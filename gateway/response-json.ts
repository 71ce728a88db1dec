import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** A result as JSON. Errors come first, as the specification of GraphQL recommends, so that they are visible. */
export function responseJson(
  { data, errors }: ExecutionResult,
  format: (error: GraphQLError) => GraphQLFormattedError,
): string {
  const formatted = errors && { errors: errors.map(format) };
  return JSON.stringify(data === undefined ? formatted : { ...formatted, data });
}
