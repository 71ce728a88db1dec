import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  visit,
} from 'graphql';
import { graphOf, subgraphsOf } from './join-directives.ts';

/** A supergraph for the planner, with root fields that no client can select. */
export interface MemberRoots {
  supergraph: DocumentNode;
  /** The root field with which a subgraph returns an object of a type; undefined when the subgraph lacks the type. */
  fieldOf(subgraph: string, type: string): string | undefined;
}

/**
 * Adds a root field for each of the types and each subgraph that has it. A plan of such a field shows how to complete an object of the
 * type that this subgraph has returned. Types that the API schema lacks have no such field.
 */
export function addMemberRoots(
  supergraph: DocumentNode,
  types: ReadonlySet<string>,
  apiSchema: GraphQLSchema,
): MemberRoots {
  const names = subgraphsOf(supergraph);
  const graphs = (directives: readonly ConstDirectiveNode[] = []) =>
    new Set(directives.filter(({ name }) => name.value === 'join__type').map(graphOf));
  const query = supergraph.definitions.find(
    (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === 'Query',
  );
  const rooted = query?.kind === Kind.OBJECT_TYPE_DEFINITION ? graphs(query.directives) : new Set();
  const fields = new Map<string, FieldDefinitionNode>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = definition.name.value;
    if (!types.has(type) || !isObjectType(apiSchema.getType(type))) continue;
    for (const graph of graphs(definition.directives)) {
      const subgraph = names.get(graph ?? '')?.name;
      if (graph === undefined || subgraph === undefined || !rooted.has(graph)) continue;
      fields.set([subgraph, type].join(), rootField(graph, type));
    }
  }
  if (fields.size === 0) return { supergraph, fieldOf: () => undefined };
  const added = visit(supergraph, {
    ObjectTypeDefinition: (type) =>
      type === query ? { ...query, fields: [...(type.fields ?? []), ...fields.values()] } : undefined,
  });
  return { supergraph: added, fieldOf: (...root) => fields.get(root.join())?.name.value };
}

function rootField(graph: string, type: string): FieldDefinitionNode {
  const named = (value: string) => ({ kind: Kind.NAME, value }) as const;
  return {
    kind: Kind.FIELD_DEFINITION,
    name: named(`member__${graph}_${type}`),
    type: { kind: Kind.NAMED_TYPE, name: named(type) },
    directives: [
      {
        kind: Kind.DIRECTIVE,
        name: named('join__field'),
        arguments: [{ kind: Kind.ARGUMENT, name: named('graph'), value: { kind: Kind.ENUM, value: graph } }],
      },
    ],
  };
}
