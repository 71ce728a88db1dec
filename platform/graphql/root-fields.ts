import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** The root fields of an operation of this document, those of its fragments included, whatever their conditions. */
export function rootFields(document: DocumentNode, { selectionSet }: OperationDefinitionNode): FieldNode[] {
  const fields: FieldNode[] = [];
  const unvisited = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) unvisited.set(definition.name.value, definition.selectionSet);
  }
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) fields.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else {
        const fragment = unvisited.get(selection.name.value);
        unvisited.delete(selection.name.value);
        if (fragment) collect(fragment);
      }
    }
  };
  collect(selectionSet);
  return fields;
}

/** Whether an operation is a mutation of these fields alone; `__typename` may be beside them. */
export function isMutationOf(
  names: readonly string[],
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  if (operation.operation !== 'mutation') return false;
  const selected = rootFields(document, operation)
    .map(({ name }) => name.value)
    .filter((name) => name !== '__typename');
  return selected.length > 0 && selected.every((name) => names.includes(name));
}
