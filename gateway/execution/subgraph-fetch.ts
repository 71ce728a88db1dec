import type { GatewayContext } from '../gateway-context.ts';
import type { FetchSubgraph } from './compile-operation.ts';
import { type SubgraphTransport, TransportFailure } from './subgraph-transport.ts';

/**
 * How one client's request asks subgraphs. It passes on the token, the language and the ids by which it is followed, and
 * nothing else: no header of a client's own reaches a subgraph.
 */
export function subgraphFetch(
  urls: ReadonlyMap<string, URL>,
  transport: SubgraphTransport,
  { upstreamHeaders, log, scope }: GatewayContext,
): FetchSubgraph {
  return async (subgraph, request, signal) => {
    const url = urls.get(subgraph);
    if (!url) throw new Error(`no URL for ${subgraph}`);
    try {
      return await transport.post(subgraph, url, JSON.stringify(request), upstreamHeaders, signal);
    } catch (error) {
      if (error instanceof TransportFailure) {
        const { code, cause } = error;
        log.warn({ subgraph, code, err: cause, requestId: scope.requestId }, 'no answer');
      }
      throw error;
    }
  };
}
