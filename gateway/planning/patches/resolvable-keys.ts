import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import { argumentOf, graphOf } from '../join-directives.ts';

/**
 * Mends a fault of the planner: to come back to a subgraph for a field that requires something of another, it takes the first
 * key of the type that the subgraph has, even where that is `resolvable: false`. The result is the supergraph without such keys
 * wherever the subgraph has another of the type by which it can be entered.
 */
export function withResolvableKeysAlone(supergraph: DocumentNode): DocumentNode {
  const withoutOthers = <Definition extends { directives?: readonly ConstDirectiveNode[] }>(
    node: Definition,
  ): Definition => {
    const { directives = [] } = node;
    const entered = new Set(directives.filter(isResolvableKey).map(graphOf));
    const kept = directives.filter((each) => !isJoinedType(each) || isResolvable(each) || !entered.has(graphOf(each)));
    return kept.length === directives.length ? node : { ...node, directives: kept };
  };
  return visit(supergraph, {
    [Kind.OBJECT_TYPE_DEFINITION]: withoutOthers,
    [Kind.INTERFACE_TYPE_DEFINITION]: withoutOthers,
  });
}

const isJoinedType = ({ name }: ConstDirectiveNode): boolean => name.value === 'join__type';

function isResolvable(directive: ConstDirectiveNode): boolean {
  const value = argumentOf(directive, 'resolvable');
  return value?.kind !== Kind.BOOLEAN || value.value;
}

function isResolvableKey(directive: ConstDirectiveNode): boolean {
  return isJoinedType(directive) && argumentOf(directive, 'key') !== undefined && isResolvable(directive);
}
