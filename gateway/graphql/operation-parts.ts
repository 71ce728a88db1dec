import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode } from 'graphql';

/** One operation of a document, and the document's fragments by name. */
export interface OperationParts {
  operation: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Selects an operation of a document by name, or its first operation. Throws when there is none. */
export function operationParts(document: DocumentNode, operationName: string | undefined): OperationParts {
  let operation: OperationDefinitionNode | undefined;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (operationName === undefined || definition.name?.value === operationName) operation ??= definition;
  }
  if (!operation) throw new Error(`no operation ${operationName ?? ''}`);
  return { operation, fragments };
}

/** A document with the operation and the fragments that it spreads, directly or through others. */
export function usedDocument({ operation, fragments }: OperationParts): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [operation, ...spreadBy(operation, fragments)] };
}

function spreadBy(node: OperationDefinitionNode, fragments: OperationParts['fragments']): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const collect = (selectionSet: OperationDefinitionNode['selectionSet']): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) collect(selection.selectionSet);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      if (!fragment || used.has(fragment)) continue;
      used.add(fragment);
      collect(fragment.selectionSet);
    }
  };
  collect(node.selectionSet);
  return [...used];
}
