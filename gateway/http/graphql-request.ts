import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '#platform/errors/refusal.ts';

/** What a client asks, as GraphQL over HTTP has it; the text may be one that was sent before. */
export interface GraphQLRequest {
  query: string | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** The SHA-256 of the text, in hexadecimal, where the client goes by that. */
  digest: string | undefined;
}

const parameters = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z
    .looseObject({
      persistedQuery: z.looseObject({ version: z.literal(1), sha256Hash: z.string().max(64) }).nullish(),
    })
    .nullish(),
});

/** Reads a request by POST or GET. Throws BAD_REQUEST where it is none of GraphQL. */
export function readGraphQLRequest({ method, body, query: search }: FastifyRequest): GraphQLRequest {
  const parsed = parameters.safeParse(method === 'GET' ? fromSearch(search as Record<string, unknown>) : body);
  if (!parsed.success) throw new Refusal('BAD_REQUEST');
  const { query, operationName, variables, extensions } = parsed.data;
  const digest = extensions?.persistedQuery?.sha256Hash;
  if (!query && !digest) throw new Refusal('BAD_REQUEST');
  return {
    query: query || undefined,
    operationName: operationName || undefined,
    variables: variables ?? {},
    digest,
  };
}

function fromSearch({ query, operationName, variables, extensions }: Record<string, unknown>): unknown {
  return { query, operationName, variables: fromJson(variables), extensions: fromJson(extensions) };
}

function fromJson(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return text === '' ? undefined : text;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('BAD_REQUEST');
  }
}

const formTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i;

/**
 * Whether a page of another site could have made a browser send it without asking first (a "simple" request, by the Fetch
 * standard): such a request has nothing that only a client of ours would say.
 */
export function couldBeForged({ headers }: FastifyRequest): boolean {
  if (headers['apollo-require-preflight'] || headers['x-apollo-operation-name']) return false;
  const type = headers['content-type'];
  return type === undefined || formTypes.test(type.trim());
}
