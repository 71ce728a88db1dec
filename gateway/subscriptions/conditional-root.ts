import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * Why a subscription may not run whose root field might be left out: it would subscribe to nothing (GraphQL specification,
 * 5.2.4.1). Null for any other.
 */
export function conditionalRoot(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError | null {
  if (operation.operation !== 'subscription' || !isConditional(document, operation.selectionSet)) return null;
  return new GraphQLError('@skip and @include may not stand at the root of a subscription.', {
    nodes: operation,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}

/** Ends, because a valid document has no circle of fragments. */
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
