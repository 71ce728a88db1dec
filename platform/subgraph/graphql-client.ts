import { isErrorCode, pickDetails } from '#contract/error-codes.ts';
import { assertNoTransaction } from '../database/network-guard.ts';
import { deadlineHeader } from '../deadline-header.ts';
import { Refusal } from '../errors/refusal.ts';
import { requestScope } from '../graphql/request-scope.ts';
import { ending } from '../tracing/traced.ts';

export interface GraphQLCall {
  query: string;
  variables?: Record<string, unknown>;
  token?: string | null;
  requestId?: string;
  traceparent?: string | undefined;
  /** The time at which the caller no longer waits, on the clock of `performance.now()`. */
  deadline?: number | undefined;
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
  return async <Data>({ query, variables, token, requestId, traceparent, deadline }: GraphQLCall) => {
    assertNoTransaction(`a request to ${name}`);
    const time = Math.min(timeout, (deadline ?? Number.POSITIVE_INFINITY) - performance.now());
    if (time <= 0) throw new Refusal('SUBGRAPH_TIMEOUT', { subgraph: name });
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      [deadlineHeader]: String(Math.ceil(time)),
    };
    if (token) headers.authorization = `Bearer ${token}`;
    if (requestId) headers['x-request-id'] = requestId;
    const span = requestScope
      .span()
      ?.child(`POST ${name}`, 'client', { 'http.request.method': 'POST', 'masar.subgraph': name });
    if (span) headers.traceparent = span.traceparent;
    else if (traceparent) headers.traceparent = traceparent;
    const answer = await ending(span, () =>
      post<Data>(name, url, headers, JSON.stringify({ query, variables }), Math.ceil(time)),
    );
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
