import type { GraphQLDataSource } from '@apollo/gateway';
import { type FieldNode, Kind, parse, type SelectionNode } from 'graphql';
import { messageOf } from '#platform/errors/messages.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { type SubgraphResponse, type SubgraphTransport, TransportFailure } from './subgraph-transport.ts';

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

/** An error at each field that was asked for: of each entity, or of the root. */
export function noAnswer(
  subgraph: string,
  code: TransportFailure['code'],
  query: string,
  variables: Record<string, unknown> | undefined,
  scope: RequestScope,
): NonNullable<SubgraphResponse['errors']> {
  const message = messageOf(code, { subgraph }, scope.language);
  const representations = variables?.representations;
  const root = fieldsOf(rootSelections(query));
  const paths = Array.isArray(representations)
    ? representations.flatMap((_, at) => entityKeys(root).map((key) => ['_entities', at, key]))
    : root.map((field) => [keyOf(field)]);
  return paths.map((path) => ({ message, path, extensions: { code, subgraph } }));
}

function rootSelections(query: string): readonly SelectionNode[] {
  return parse(query, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [],
  );
}

/** The fields that are asked for of an entity, whatever its type; the planner's own fragments are inline. */
function entityKeys(root: readonly FieldNode[]): string[] {
  const entities = root.find(({ name }) => name.value === '_entities');
  const keys = fieldsOf(entities?.selectionSet?.selections ?? []).map(keyOf);
  return [...new Set(keys)].filter((key) => key !== '__typename');
}

function fieldsOf(selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((each) => {
    if (each.kind === Kind.FIELD) return [each];
    return each.kind === Kind.INLINE_FRAGMENT ? fieldsOf(each.selectionSet.selections) : [];
  });
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;
