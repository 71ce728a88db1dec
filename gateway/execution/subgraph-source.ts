import type { GraphQLDataSource } from '@apollo/gateway';
import type { GatewayContext } from '../gateway-context.ts';
import { noAnswer } from './no-answer.ts';
import { type SubgraphTransport, TransportFailure } from './subgraph-transport.ts';

type Process = GraphQLDataSource['process'];

/**
 * How the executor asks one subgraph. Of the client's request it passes on the token, the language and the ids by which
 * it is followed, and nothing else: no header of a client's own reaches a subgraph. No answer is an error at each field that
 * was asked for.
 */
export function subgraphSource(name: string, url: string, transport: SubgraphTransport): { process: Process } {
  const target = new URL(url);
  return {
    process: async (options) => {
      const { query, variables, operationName } = options.request;
      const context = options.context as GatewayContext;
      const body = JSON.stringify({ query, variables, operationName });
      try {
        return (await transport.post(name, target, body, context.upstreamHeaders)) as never;
      } catch (error) {
        if (!(error instanceof TransportFailure)) throw error;
        context.log.warn(
          { subgraph: name, code: error.code, err: error.cause, requestId: context.scope.requestId },
          'no answer',
        );
        return { errors: noAnswer(name, error.code, query ?? '', variables, context.scope) } as never;
      }
    },
  };
}
