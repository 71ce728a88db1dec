import { isErrorCode, pickDetails } from '#contract/error-codes.ts';
import { assertNoTransaction } from '../database/network-guard.ts';
import { Refusal } from '../errors/refusal.ts';

export interface GraphQLCall {
  query: string;
  variables?: Record<string, unknown>;
  token?: string | null;
  requestId?: string;
  traceparent?: string | undefined;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { extensions?: Record<string, unknown> }[];
}

/** Runs an operation on another subgraph. Throws a Refusal. */
export type RequestSubgraph = <Data>(call: GraphQLCall) => Promise<Data>;

/** The time for another subgraph to answer, in milliseconds. */
const requestTimeout = 10_000;

/**
 * Makes a client of one subgraph. `timeout` is in milliseconds.
 *
 * @throws Refusal with the code of the answer's first error; SUBGRAPH_TIMEOUT or SUBGRAPH_UNAVAILABLE without a usable answer.
 */
export function subgraphClient(name: string, url: string, timeout: number = requestTimeout): RequestSubgraph {
  return async <Data>({ query, variables, token, requestId, traceparent }: GraphQLCall) => {
    assertNoTransaction(`a request to ${name}`);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    if (requestId) headers['x-request-id'] = requestId;
    if (traceparent) headers.traceparent = traceparent;
    const answer = await post<Data>(name, url, headers, JSON.stringify({ query, variables }), timeout);
    const error = answer.errors?.[0];
    if (error) {
      const { code, ...details } = error.extensions ?? {};
      if (!isErrorCode(code) || code === 'INTERNAL_SERVER_ERROR') throw unavailable(name);
      throw new Refusal(code, pickDetails(details));
    }
    if (!answer.data) throw unavailable(name);
    return answer.data;
  };
}

async function post<Data>(
  name: string,
  url: string,
  headers: Record<string, string>,
  body: string,
  timeout: number,
): Promise<Answer<Data>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    return ((await response.json()) ?? {}) as Answer<Data>;
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw new Refusal('SUBGRAPH_TIMEOUT', { subgraph: name });
    throw unavailable(name);
  }
}

function unavailable(name: string): Refusal {
  return new Refusal('SUBGRAPH_UNAVAILABLE', { subgraph: name });
}
