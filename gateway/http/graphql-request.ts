import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { Refusal } from '#platform/errors/refusal.ts';
import { hasLongNumbers, parseJson } from '#platform/lossless-json.ts';
import { readDigest } from '../admission/persisted/digest.ts';
import type { OperationReference } from '../admission/persisted/persisted-operations.ts';
import { isJsonObject } from '../graphql/json-object.ts';

/** The parameters of a GraphQL request. At least one of `query` and `digest` is defined. */
export interface GraphQLRequest extends OperationReference {
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

/**
 * Reads the parameters from the body of a POST or the query string of a GET.
 *
 * @throws Refusal BAD_REQUEST when they are not a GraphQL request.
 */
export function readGraphQLRequest({ method, body, query: search }: FastifyRequest): GraphQLRequest {
  if (Array.isArray(body)) throw new Refusal('BAD_REQUEST', {}, 'batch');
  const parameters = method === 'POST' ? body : fromSearch(search as Record<string, unknown>);
  const request = isJsonObject(parameters) ? graphQLRequestOf(parameters) : null;
  if (!request || (!request.query && !request.digest)) throw new Refusal('BAD_REQUEST', {}, 'parameters');
  return request;
}

/** Returns null when a parameter has a wrong type. Checks by hand instead of by a schema, because it runs for every request. */
function graphQLRequestOf(parameters: Record<string, unknown>): GraphQLRequest | null {
  const { query = null, operationName = null, variables = null } = parameters;
  const named = readDigest(parameters);
  if (!named || !isOptionalText(query) || !isOptionalText(operationName)) return null;
  if (variables !== null && !isJsonObject(variables)) return null;
  return {
    query: query || undefined,
    operationName: operationName || undefined,
    variables: variables ?? {},
    digest: named.digest,
  };
}

const isOptionalText = (value: unknown): value is string | null => value === null || typeof value === 'string';

/** Makes integers beyond 2^53 in JSON bodies BigInts. In all else JSON is parsed, and refused, as Fastify does. */
export function parseLongIntegers(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    parse(request, body, (error, parsed) => {
      if (error || !hasLongNumbers(body)) return done(error, parsed);
      let exact: unknown;
      try {
        exact = parseJson(body);
      } catch {
        // The body is nested too deeply to keep its digits.
        return done(new errorCodes.FST_ERR_CTP_INVALID_JSON_BODY());
      }
      done(null, exact);
    });
  });
}

function fromSearch({ variables, extensions, ...texts }: Record<string, unknown>): unknown {
  return { ...texts, variables: parseParameter(variables), extensions: parseParameter(extensions) };
}

function parseParameter(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return text === '' ? undefined : text;
  try {
    return parseJson(text);
  } catch {
    throw new Refusal('BAD_REQUEST', {}, 'parameters');
  }
}

/** The content types of requests without a CORS preflight (Fetch standard, "CORS-safelisted request-header"). */
const safelistedTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i;

/**
 * Returns whether a browser could send the request for a page of another site without a CORS preflight. Only a preflight keeps that
 * page from sending requests with the user's credentials.
 */
export function couldSkipPreflight({ headers }: FastifyRequest): boolean {
  if (headers['apollo-require-preflight'] || headers['x-apollo-operation-name']) return false;
  const type = headers['content-type'];
  return type === undefined || safelistedTypes.test(type.trim());
}
