import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import { argumentOf, graphOf } from '../join-directives.ts';

/**
 * Patches a fault of Apollo's planner (2.14): when a fetch returns to a subgraph for a field with `@requires`, it uses the type's first
 * key of that subgraph, even one that is `resolvable: false`. The result has no such keys wherever the subgraph resolves another key
 * of the type. It can go when `drop-unresolvable-keys.test.ts` passes without it.
 */
export function dropUnresolvableKeys(supergraph: DocumentNode): DocumentNode {
  const dropFrom = <Definition extends { directives?: readonly ConstDirectiveNode[] }>(
    node: Definition,
  ): Definition => {
    const { directives = [] } = node;
    const resolving = new Set(directives.filter(isResolvableKey).map(graphOf));
    const kept = directives.filter(
      (each) => !isJoinedType(each) || isResolvable(each) || !resolving.has(graphOf(each)),
    );
    return kept.length === directives.length ? node : { ...node, directives: kept };
  };
  return visit(supergraph, {
    [Kind.OBJECT_TYPE_DEFINITION]: dropFrom,
    [Kind.INTERFACE_TYPE_DEFINITION]: dropFrom,
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
