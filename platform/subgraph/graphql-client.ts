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

interface AnswerError {
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: AnswerError[];
}

/** Runs an operation on another subgraph. Throws a Refusal. */
export type RequestSubgraph = <Data>(call: GraphQLCall) => Promise<Data>;

/** Runs an operation on another subgraph, and returns each root field's value or the Refusal of its error. Throws a Refusal without data. */
export type RequestFields = (call: GraphQLCall) => Promise<Map<string, unknown>>;

/** The time for another subgraph to answer, in milliseconds. */
const requestTimeout = 10_000;

/**
 * Makes a client of one subgraph. `timeout` is in milliseconds.
 *
 * @throws Refusal with the code of the answer's first error; SUBGRAPH_TIMEOUT or SUBGRAPH_UNAVAILABLE without a usable answer.
 */
export function subgraphClient(name: string, url: string, timeout: number = requestTimeout): RequestSubgraph {
  return async <Data>(call: GraphQLCall) => {
    const { data, errors } = await send<Data>(name, url, call, timeout);
    const error = errors?.[0];
    if (error) throw refusalOf(name, error);
    if (!data) throw unavailable(name);
    return data;
  };
}

/** As {@link subgraphClient}, for operations of which each root field may fail by itself. */
export function subgraphFieldsClient(name: string, url: string): RequestFields {
  return async (call) => {
    const { data, errors = [] } = await send<Record<string, unknown>>(name, url, call, requestTimeout);
    const [first] = errors;
    if (!data) throw first ? refusalOf(name, first) : unavailable(name);
    const refusals = new Map(errors.map((error) => [error.path?.[0], refusalOf(name, error)]));
    return new Map(Object.entries(data).map(([field, value]) => [field, refusals.get(field) ?? value]));
  };
}

async function send<Data>(
  name: string,
  url: string,
  { query, variables, token, requestId, traceparent, deadline }: GraphQLCall,
  timeout: number,
): Promise<Answer<Data>> {
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
  return ending(span, () => post<Data>(name, url, headers, JSON.stringify({ query, variables }), Math.ceil(time)));
}

/** The error of an answer, with its code and the details of the contract. */
function refusalOf(name: string, { extensions }: AnswerError): Refusal {
  const { code, ...details } = extensions ?? {};
  if (!isErrorCode(code) || code === 'INTERNAL_SERVER_ERROR') return unavailable(name);
  return new Refusal(code, pickDetails(details));
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
