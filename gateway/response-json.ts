import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { SharedResult } from './sharing/shared-result.ts';

/** The JSON of a response. Errors come first, as the specification recommends, so that they are visible. */
export function responseJson(result: ExecutionResult, format: (error: GraphQLError) => GraphQLFormattedError): string {
  const { data, errors, extensions } = result;
  const formatted = errors && { errors: errors.map((error) => format(error)) };
  if (result instanceof SharedResult && data !== undefined) {
    const head = formatted ? `${JSON.stringify(formatted).slice(0, -1)},` : '{';
    return `${head}"data":${result.json}}`;
  }
  const withData = data === undefined ? formatted : { ...formatted, data };
  return JSON.stringify(extensions ? { ...withData, extensions } : withData);
}
