import type { OperationDefinitionNode } from 'graphql';
import { stringifyJson } from '#platform/lossless-json.ts';
import { errorTypeOf } from '#platform/tracing/error-type.ts';
import type { Span } from '#platform/tracing/span.ts';
import { type ChangeableCache, dropOwnChanges } from '../caching/drop-changes.ts';
import type { GatewayContext } from '../request-context.ts';
import type { ResilientTransport } from './resilient-transport.ts';
import { type FetchSubgraph, TransportFailure } from './subgraph-response.ts';

export interface SubgraphsOptions {
  urls: ReadonlyMap<string, URL>;
  transport: Pick<ResilientTransport, 'post'>;
  /** Drops what mutations change; none by default. */
  cache?: ChangeableCache | null;
}

/** The context of one client request, for its requests to subgraphs. */
type FetchContext = Pick<GatewayContext, 'upstreamHeaders' | 'log' | 'deadline' | 'scope'>;

/** The subgraphs of one supergraph. */
export class Subgraphs {
  readonly #urls: ReadonlyMap<string, URL>;
  readonly #transport: SubgraphsOptions['transport'];
  readonly #cache: ChangeableCache | null;

  constructor({ urls, transport, cache = null }: SubgraphsOptions) {
    this.#cache = cache;
    this.#urls = urls;
    this.#transport = transport;
  }

  /**
   * Creates the function that fetches from subgraphs for one run of an operation. It sends the context's headers and no others, and waits for a
   * response until the context's deadline.
   */
  createFetch(
    { definition }: { readonly definition: OperationDefinitionNode },
    { upstreamHeaders, log, deadline, scope }: FetchContext,
  ): FetchSubgraph {
    const isQuery = definition.operation === 'query';
    const fetch: FetchSubgraph = async (subgraph, query, signal, parent, progress) => {
      const url = this.#urls.get(subgraph);
      if (!url) throw new Error(`no URL for ${subgraph}`);
      const body = stringifyJson(query);
      const span = parent && startFetch(parent, subgraph, url);
      try {
        const timeout = timeLeft(deadline);
        const request = { subgraph, url, body, headers: within(span, upstreamHeaders), isQuery, timeout, signal };
        const { response, retries } = await this.#transport.post(request);
        if (progress) progress.retries = retries;
        const [error] = Array.isArray(response.errors) ? response.errors : [];
        if (error) span?.fail(errorTypeOf(error));
        return response;
      } catch (error) {
        span?.fail(errorTypeOf(error));
        if (error instanceof TransportFailure) {
          if (progress) progress.retries = error.retries;
          const { code, cause } = error;
          log.warn({ subgraph, code, err: cause, requestId: scope.requestId }, 'no response from a subgraph');
        }
        throw error;
      } finally {
        span?.end();
      }
    };
    return this.#cache && definition.operation === 'mutation' ? dropOwnChanges(fetch, this.#cache) : fetch;
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
const within = (span: Span | undefined, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  span ? { ...headers, traceparent: span.traceparent } : headers;

/**
 * Returns the milliseconds until the deadline.
 *
 * @throws TransportFailure SUBGRAPH_TIMEOUT after the deadline.
 */
function timeLeft(deadline: number): number {
  const left = deadline - performance.now();
  if (left <= 0)
    throw new TransportFailure('SUBGRAPH_TIMEOUT', new Error('the deadline has passed'), { mayHaveArrived: false });
  return left;
}
