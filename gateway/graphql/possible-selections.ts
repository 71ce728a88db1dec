import {
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { inlineFragments } from './inline-fragments.ts';
import type { OperationParts } from './operation-parts.ts';

const typename: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * A selection set as it is valid on a type that is narrower than the one it was written for: without fragments on types that no object of
 * the type has. Fragment spreads become inline fragments.
 */
export function possibleSelections(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  set: SelectionSetNode,
  fragments: OperationParts['fragments'],
): SelectionSetNode {
  const within = (parent: GraphQLCompositeType, { selections, ...rest }: SelectionSetNode): SelectionSetNode => {
    const possible = selections.flatMap((each): SelectionNode[] => {
      if (each.kind === Kind.FIELD) {
        const field = isUnionType(parent) ? undefined : parent.getFields()[each.name.value];
        const below = getNamedType(field?.type);
        if (!each.selectionSet || !isCompositeType(below)) return [each];
        return [{ ...each, selectionSet: within(below, each.selectionSet) }];
      }
      if (each.kind === Kind.FRAGMENT_SPREAD) return [each];
      const condition = each.typeCondition ? schema.getType(each.typeCondition.name.value) : parent;
      if (!isCompositeType(condition) || !doTypesOverlap(schema, parent, condition)) return [];
      return [{ ...each, selectionSet: within(condition, each.selectionSet) }];
    });
    return { ...rest, selections: possible.length > 0 ? possible : [typename] };
  };
  return within(type, inlineFragments(set, fragments));
}
