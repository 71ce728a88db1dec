import type { OperationDefinitionNode } from 'graphql';
import { stringifyJson } from '#platform/lossless-json.ts';
import { errorTypeOf } from '#platform/tracing/error-type.ts';
import type { Span } from '#platform/tracing/span.ts';
import type { GatewayContext } from '../request-context.ts';
import { InFlightQueries, maxSendDelay } from './in-flight-queries.ts';
import type { ResilientTransport } from './resilient-transport.ts';
import {
  type FetchProgress,
  type FetchSubgraph,
  type SubgraphResponse,
  TransportFailure,
} from './subgraph-response.ts';
import type { BufferedResponse } from './transport.ts';

/**
 * The concurrent identical queries that share one request to a subgraph. `public`: those of operations without a field under an auth
 * directive, even from different callers; only for a supergraph whose directives cover every field that depends on the caller.
 * `same-headers`: those that are sent with the same token, language and client address.
 */
export type Deduplication = 'none' | 'public' | 'same-headers';

export interface SubgraphsOptions {
  urls: ReadonlyMap<string, URL>;
  transport: Pick<ResilientTransport, 'post' | 'timeout'>;
  deduplication: Deduplication;
}

/** The parts of a client's operation that decide whether its queries are shared. */
interface ClientOperation {
  readonly definition: OperationDefinitionNode;
  /** Whether every viewer gets the same response. */
  isPublic(): boolean;
}

/** The conditions for sharing a query, and the headers to send it with. */
interface SharedQuery {
  /** Only queries with the same audience share a request. */
  audience: string;
  headers: Record<string, string>;
}

/** The subgraphs of one supergraph. */
export class Subgraphs {
  readonly #urls: ReadonlyMap<string, URL>;
  readonly #transport: SubgraphsOptions['transport'];
  readonly #deduplication: Deduplication;
  readonly #inFlight = new InFlightQueries<BufferedResponse>();

  constructor({ urls, transport, deduplication }: SubgraphsOptions) {
    this.#urls = urls;
    this.#transport = transport;
    this.#deduplication = deduplication;
  }

  /**
   * Creates the function that fetches from subgraphs for one client request. It sends the context's headers and no others, and
   * waits for a response until the context's deadline. Each response is to a request sent after this call.
   */
  createFetch(operation: ClientOperation, context: GatewayContext): FetchSubgraph {
    const { upstreamHeaders, log, deadline } = context;
    const isQuery = operation.definition.operation === 'query';
    const shared = this.#sharedQuery(operation, upstreamHeaders);
    const since = this.#inFlight.now();
    return async (subgraph, query, signal, parent, progress) => {
      const url = this.#urls.get(subgraph);
      if (!url) throw new Error(`no URL for ${subgraph}`);
      const body = stringifyJson(query);
      const span = parent && startFetch(parent, subgraph, url);
      try {
        const timeout = timeLeft(deadline);
        // A shared request may be delayed, and then take the whole upstream timeout, with its retries: a caller with less time left sends its own.
        if (!shared || timeout < maxSendDelay + this.#transport.timeout) {
          const request = { subgraph, url, body, headers: within(span, upstreamHeaders), isQuery, timeout, signal };
          return readFor(span, progress, await this.#transport.post(request));
        }
        const { audience } = shared;
        const headers = within(span, shared.headers);
        const send = (all: AbortSignal) => this.#transport.post({ subgraph, url, body, headers, isQuery, signal: all });
        const key = `${subgraph}\n${audience}\n${body}`;
        const onEnd = progress && ((isShared: boolean) => void Object.assign(progress, { shared: isShared }));
        return readFor(span, progress, await this.#inFlight.fetch(key, { since, signal, onEnd }, send));
      } catch (error) {
        span?.fail(errorTypeOf(error));
        if (error instanceof TransportFailure) {
          if (progress) progress.retries = error.retries;
          const { code, cause } = error;
          log.warn({ subgraph, code, err: cause, requestId: context.scope.requestId }, 'no response from a subgraph');
        }
        throw error;
      } finally {
        span?.end();
      }
    };
  }

  /** Null when queries are not shared. Those of mutations and of subscription events must see the change just made. */
  #sharedQuery(operation: ClientOperation, headers: Record<string, string>): SharedQuery | null {
    if (operation.definition.operation !== 'query' || this.#deduplication === 'none') return null;
    const { authorization, ...anonymous } = headers;
    const { 'accept-language': language, 'x-forwarded-for': address } = headers;
    if (this.#deduplication === 'same-headers')
      return { audience: JSON.stringify([authorization, language, address]), headers };
    return operation.isPublic() ? { audience: language ?? '', headers: anonymous } : null;
  }
}

const startFetch = (parent: Span, subgraph: string, url: URL): Span | undefined =>
  parent.child(`POST ${subgraph}`, 'client', {
    'http.request.method': 'POST',
    'server.address': url.hostname,
    'server.port': Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    'masar.subgraph': subgraph,
  });

/** The headers of a request that continues the trace below a span. */
const within = (span: Span | undefined, headers: Record<string, string>): Record<string, string> =>
  span ? { ...headers, traceparent: span.traceparent } : headers;

/** The response. A span whose request another operation has sent refers to it. */
function readFor(
  span: Span | undefined,
  progress: FetchProgress | undefined,
  buffered: BufferedResponse,
): SubgraphResponse {
  if (progress) progress.retries = buffered.retries;
  const response = buffered.read();
  if (!span) return response;
  const { traceparent } = buffered;
  if (traceparent !== undefined && traceparent !== span.traceparent) span.link(traceparent);
  const [error] = Array.isArray(response.errors) ? response.errors : [];
  if (error) span.fail(errorTypeOf(error));
  return response;
}

/**
 * Returns the milliseconds until the deadline.
 *
 * @throws TransportFailure SUBGRAPH_TIMEOUT after the deadline.
 */
function timeLeft(deadline: number): number {
  const left = deadline - performance.now();
  if (left <= 0) throw new TransportFailure('SUBGRAPH_TIMEOUT', new Error('the deadline has passed'));
  return left;
}
