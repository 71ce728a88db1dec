import { GraphQLError, getOperationAST } from 'graphql';
import { parseWithin } from '../graphql/parse-operation.ts';
import { isMutationOf } from '../graphql/root-fields.ts';
import { documentBounds } from './document-bounds.ts';

/** Returns whether a GraphQL request, as its JSON was parsed, is for an operation of these mutations alone. */
export function isRequestFor(mutations: readonly string[]): (request: unknown) => boolean {
  return (request) => {
    const { query, operationName } = (request ?? {}) as { query?: unknown; operationName?: unknown };
    if (mutations.length === 0 || typeof query !== 'string') return false;
    const document = parseWithin(query, documentBounds);
    if (document instanceof GraphQLError) return false;
    const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : null);
    return operation != null && isMutationOf(mutations, document, operation);
  };
}
