import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { type Conditions, isCondition, isIncluded } from '../../graphql/conditions.ts';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';

/**
 * Mends a fault of the planner: what a field under `@skip` or `@include` needs of other subgraphs it asks for together with what other
 * fields need, and where the condition leaves the field out, these lack a part of what they need, and get none of it. So an operation
 * is planned without conditions: as what they leave of it.
 */
export function settleConditions({ operation, fragments }: OperationParts, conditions: Conditions): OperationParts {
  const settle = ({ selections, ...set }: SelectionSetNode): SelectionSetNode => {
    const left = selections
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
    return { ...set, selections: left.length > 0 ? left : [typename] };
  };
  const settled = {
    operation: { ...operation, selectionSet: settle(operation.selectionSet) },
    fragments: new Map(
      [...fragments].map(([name, each]) => [name, { ...each, selectionSet: settle(each.selectionSet) }]),
    ),
  };
  // A fragment that is spread nowhere any more is none of the operation's.
  return operationParts(usedDocument(settled), undefined);
}

/** Where nothing is left of a selection set, its object is still one. */
const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
