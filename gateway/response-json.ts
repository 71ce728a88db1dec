import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** The JSON of a response. Errors come first, as the specification recommends, so that they are visible. */
export function responseJson(
  { data, errors, extensions }: ExecutionResult,
  format: (error: GraphQLError) => GraphQLFormattedError,
): string {
  const formatted = errors && { errors: errors.map((error) => format(error)) };
  const withData = data === undefined ? formatted : { ...formatted, data };
  return JSON.stringify(extensions ? { ...withData, extensions } : withData);
}
