import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type DocumentBounds, parseWithin } from '../graphql/parse-operation.ts';

/** Characters of the documents that are remembered as within the bounds. */
const maxRemembered = 4 * 1024 * 1024;

/**
 * Checks the document of a GraphQL request over HTTP before Apollo Server validates it, which takes seconds for some small documents.
 * Returns OPERATION_TOO_LARGE for one that exceeds a bound; null for any other request, valid or not.
 */
export function documentCheck(bounds: DocumentBounds): (request: FastifyRequest) => GraphQLError | null {
  const accepted = new LRUCache<string, true>({
    maxSize: maxRemembered,
    sizeCalculation: (_, source) => source.length + 1,
  });
  return ({ method, body, query: search }) => {
    const { query: source } = ((method === 'GET' ? search : body) ?? {}) as { query?: unknown };
    if (typeof source !== 'string' || accepted.has(source)) return null;
    const document = parseWithin(source, bounds);
    if (document instanceof GraphQLError) return document.originalError ? document : null;
    accepted.set(source, true);
    return null;
  };
}
