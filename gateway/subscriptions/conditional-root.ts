import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * Returns the error of a subscription whose root field has `@skip` or `@include`, because it might subscribe to nothing (GraphQL
 * specification, 5.2.4.1). Null for any other operation.
 */
export function conditionalRootError(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError | null {
  if (operation.operation !== 'subscription' || !isConditional(document, operation.selectionSet)) return null;
  return new GraphQLError('A subscription must not have @skip or @include on its root field.', {
    nodes: operation,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}

/** Terminates, because the fragments of a valid document form no cycle. */
function isConditional(document: DocumentNode, { selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return isConditional(document, selection.selectionSet);
    if (selection.kind === Kind.FIELD) return false;
    const fragment = document.definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION && isConditional(document, fragment.selectionSet);
  });
}
