import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** The JSON of a response. Errors come first, as the specification recommends, so that they are visible. */
export function responseJson(
  { data, errors }: Pick<ExecutionResult, 'data' | 'errors'>,
  format: (error: GraphQLError) => GraphQLFormattedError,
): string {
  const formatted = errors && { errors: errors.map((error) => format(error)) };
  return JSON.stringify(data === undefined ? formatted : { ...formatted, data });
}
