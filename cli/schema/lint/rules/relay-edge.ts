import { type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { isNonNull, nameOf, nullableOf, type OutputType, outputTypesOf } from './definitions.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

/** `relay-edge-types` of graphql-eslint remembers the edges of the first schema of a process, and checks no others. */
export const relayEdge: DocumentRule = {
  requires:
    'The items of `edges` are of an object type `<Item>Edge!`, with `cursor: String!` and a `node` that is no list.',
  *check({ document }): Iterable<DocumentFault> {
    const types = outputTypesOf(document);
    for (const connection of types.filter(({ name }) => name.value.endsWith('Connection'))) {
      const edges = fieldOf(connection, 'edges');
      const item = edges && itemOf(edges.type);
      // A connection without a list of edges is a fault of another rule.
      if (!edges || !item) continue;
      const name = nameOf(item);
      const edge = types.find((each) => each.name.value === name);
      if (!name?.endsWith('Edge') || !isNonNull(item) || edge?.kind !== Kind.OBJECT_TYPE_DEFINITION) {
        yield {
          node: edges.type,
          message: `the items of ${connection.name.value}.edges must be of an object type "<Item>Edge!"`,
        };
      } else yield* edgeFaults(edge);
    }
  },
};

function* edgeFaults(edge: OutputType): Iterable<DocumentFault> {
  const [cursor, node] = [fieldOf(edge, 'cursor'), fieldOf(edge, 'node')];
  const isCursor = cursor && nameOf(cursor.type) === 'String' && isNonNull(cursor.type);
  if (!isCursor) yield { node: cursor?.name ?? edge.name, message: `${edge.name.value} must have \`cursor: String!\`` };
  if (!node || !nameOf(node.type)) {
    yield { node: node?.name ?? edge.name, message: `${edge.name.value} must have a field \`node\` that is no list` };
  }
}

function fieldOf({ fields }: OutputType, name: string): FieldDefinitionNode | undefined {
  return fields?.find((field) => field.name.value === name);
}

function itemOf(type: TypeNode): TypeNode | undefined {
  const list = nullableOf(type);
  return list.kind === Kind.LIST_TYPE ? list.type : undefined;
}
