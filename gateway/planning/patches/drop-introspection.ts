import { Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';

/**
 * Takes `__schema` and `__type` out of an operation. The gateway answers them from the API schema, and Apollo's planner (2.14) fails on
 * some of their arguments.
 */
export function dropIntrospection(parts: OperationParts): OperationParts {
  if (parts.operation.operation !== 'query') return parts;
  const document = usedDocument(parts);
  let isDropped = false;
  const changed = visit(document, {
    SelectionSet: (set): SelectionSetNode | undefined => {
      const selections = set.selections.filter((each) => !isIntrospection(each));
      if (selections.length === set.selections.length) return undefined;
      isDropped = true;
      return { ...set, selections: selections.length > 0 ? selections : [typename] };
    },
  });
  return isDropped ? operationParts(changed, undefined) : parts;
}

const isIntrospection = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD && (selection.name.value === '__schema' || selection.name.value === '__type');

const typename: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
