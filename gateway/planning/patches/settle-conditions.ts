import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { type Conditions, isCondition, isIncluded } from '../../graphql/conditions.ts';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';

/**
 * Patches a fault of Apollo's planner (2.14): it fetches the fields that a field under `@skip` or `@include` requires together with those
 * that other fields require. When the condition excludes the field, the representations of the others lack a part, and no request is sent.
 * The result has no conditions: only the selections that they include. It can go when `settle-conditions.test.ts` passes without it.
 */
export function settleConditions({ operation, fragments }: OperationParts, conditions: Conditions): OperationParts {
  const settle = ({ selections, ...set }: SelectionSetNode): SelectionSetNode => {
    const included = selections
      .filter(({ directives }) => isIncluded(directives, conditions))
      .map((selection): SelectionNode => {
        const directives = selection.directives?.filter((each) => !isCondition(each)) ?? [];
        if (selection.kind === Kind.FRAGMENT_SPREAD) return { ...selection, directives };
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          return { ...selection, directives, selectionSet: settle(selection.selectionSet) };
        }
        const { selectionSet } = selection;
        return { ...selection, directives, ...(selectionSet ? { selectionSet: settle(selectionSet) } : {}) };
      });
    return { ...set, selections: included.length > 0 ? included : [typename] };
  };
  const settled = {
    operation: { ...operation, selectionSet: settle(operation.selectionSet) },
    fragments: new Map(
      [...fragments].map(([name, each]) => [name, { ...each, selectionSet: settle(each.selectionSet) }]),
    ),
  };
  // Some fragments are now unused.
  return operationParts(usedDocument(settled), undefined);
}

/** Selected where a selection set would be empty: its object must still be fetched. */
const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
