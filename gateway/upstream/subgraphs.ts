import type { OperationDefinitionNode } from 'graphql';
import type { GatewayContext } from '../request-context.ts';
import { SharedQueries } from './in-flight-queries.ts';
import type { FetchSubgraph } from './subgraph-response.ts';
import { TransportFailure } from './subgraph-response.ts';
import { type SubgraphAnswer, type SubgraphTransport, upstreamTimeout } from './transport.ts';

/**
 * Whose queries may be answered together: nobody's; on our own supergraph, whose directives tell what depends on who asks, those of
 * operations that touch none; on any other, those that are sent with the same headers.
 */
export type Sharing = 'none' | 'public' | 'same headers';

export interface SubgraphsOptions {
  urls: ReadonlyMap<string, URL>;
  transport: SubgraphTransport;
  sharing: Sharing;
}

/** The parts of a client's operation that decide whether its queries are shared. */
interface ClientOperation {
  readonly definition: OperationDefinitionNode;
  /** Whether every viewer gets the same response. */
  isPublic(): boolean;
}

/** How a query is sent to be shared: under which name, and with which headers. */
interface Shared {
  scope: string;
  headers: Record<string, string>;
}

/** The subgraphs of one graph, and how clients' requests ask them. */
export class Subgraphs {
  readonly #urls: ReadonlyMap<string, URL>;
  readonly #transport: SubgraphTransport;
  readonly #sharing: Sharing;
  readonly #queries = new SharedQueries<SubgraphAnswer>();

  constructor({ urls, transport, sharing }: SubgraphsOptions) {
    this.#urls = urls;
    this.#transport = transport;
    this.#sharing = sharing;
  }

  /**
   * How one client's request asks subgraphs, until its deadline. It passes on the token, the language and the ids by which it is
   * followed, and nothing else: no header of a client's own reaches a subgraph.
   */
  fetchFor(operation: ClientOperation, context: GatewayContext): FetchSubgraph {
    const { upstreamHeaders, log, deadline } = context;
    const shared = this.#shared(operation, upstreamHeaders);
    return async (subgraph, request, signal) => {
      const url = this.#urls.get(subgraph);
      if (!url) throw new Error(`no URL for ${subgraph}`);
      const body = JSON.stringify(request);
      try {
        const timeout = timeLeft(deadline);
        // Who has less time than an answer may take does not wait for another's.
        if (!shared || timeout < upstreamTimeout) {
          const request = { subgraph, url, body, headers: upstreamHeaders, timeout, signal };
          return (await this.#transport.post(request)).read();
        }
        const { scope, headers } = shared;
        const ask = (all: AbortSignal) => this.#transport.post({ subgraph, url, body, headers, signal: all });
        return (await this.#queries.ask(`${subgraph}\n${scope}\n${body}`, signal, ask)).read();
      } catch (error) {
        if (error instanceof TransportFailure) {
          const { code, cause } = error;
          log.warn({ subgraph, code, err: cause, requestId: context.scope.requestId }, 'no answer');
        }
        throw error;
      }
    };
  }

  /**
   * Null where the request's queries are its own: those of mutations and of events always are, because they are to see
   * what was just done.
   */
  #shared(operation: ClientOperation, headers: Record<string, string>): Shared | null {
    if (operation.definition.operation !== 'query' || this.#sharing === 'none') return null;
    const { authorization, ...anonymous } = headers;
    const { 'accept-language': language, 'x-forwarded-for': address } = headers;
    if (this.#sharing === 'same headers') return { scope: JSON.stringify([authorization, language, address]), headers };
    return operation.isPublic() ? { scope: language ?? '', headers: anonymous } : null;
  }
}

/** Milliseconds until the deadline. Throws TransportFailure where it has passed. */
function timeLeft(deadline: number): number {
  const left = deadline - performance.now();
  if (left <= 0) throw new TransportFailure('SUBGRAPH_TIMEOUT', new Error('the deadline has passed'));
  return left;
}
