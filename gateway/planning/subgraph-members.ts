import { type ConstDirectiveNode, type DocumentNode, Kind, type TypeDefinitionNode, type TypeNode } from 'graphql';
import { argumentOf, graphOf, subgraphsOf } from './join-directives.ts';

/** The members of abstract types, and the fields, that each subgraph has. */
export interface SubgraphMembers {
  /** The members of the abstract types that have different members in two subgraphs, or a narrower type at a subgraph's field. */
  partial: ReadonlySet<string>;
  /** Whether a type is a member of an abstract type in a subgraph. */
  has(subgraph: string, abstractType: string, member: string): boolean;
  /** Whether a subgraph declares another type for a field than the supergraph, apart from lists and nulls. */
  haveOwnTypes: boolean;
  /** The name of a field's type in a subgraph, if the subgraph declares another than the supergraph. */
  ownType(subgraph: string, type: string, field: string): string | undefined;
}

/** Reads the join directives of a supergraph. */
export function subgraphMembers(supergraph: DocumentNode): SubgraphMembers {
  const names = new Map([...subgraphsOf(supergraph)].map(([graph, { name }]) => [graph, name]));
  const subgraphOf = (directive: ConstDirectiveNode): string => names.get(graphOf(directive) ?? '') ?? '';
  const applied = ({ directives = [] }: { directives?: readonly ConstDirectiveNode[] }, name: string) =>
    directives.filter((directive) => directive.name.value === name);

  const members = new Map<string, Map<string, Set<string>>>();
  const ownTypes = new Map<string, string>();
  const narrowed = new Set<string>();
  const membersOf = (abstractType: string, subgraph: string): Set<string> => {
    const bySubgraph = members.get(abstractType) ?? new Map<string, Set<string>>();
    members.set(abstractType, bySubgraph);
    const found = bySubgraph.get(subgraph) ?? new Set();
    bySubgraph.set(subgraph, found);
    return found;
  };
  const readFields = (type: TypeDefinitionNode): void => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return;
    for (const field of type.fields ?? []) {
      const merged = namedTypeOf(field.type);
      for (const join of applied(field, 'join__field')) {
        const own = textOf(join, 'type').replaceAll(/[[\]!]/g, '');
        if (!own || own === merged) continue;
        ownTypes.set([subgraphOf(join), type.name.value, field.name.value].join(), own);
        narrowed.add(merged);
      }
    }
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const each of applied(definition, 'join__type')) membersOf(definition.name.value, subgraphOf(each));
      for (const each of applied(definition, 'join__unionMember')) {
        membersOf(definition.name.value, subgraphOf(each)).add(textOf(each, 'member'));
      }
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    readFields(definition);
    for (const each of applied(definition, 'join__implements')) {
      membersOf(textOf(each, 'interface'), subgraphOf(each)).add(definition.name.value);
    }
  }
  const differs = (bySubgraph: ReadonlyMap<string, ReadonlySet<string>>): boolean =>
    new Set([...bySubgraph.values()].map((each) => [...each].sort().join())).size > 1;
  const partial = [...members].filter(([name, bySubgraph]) => narrowed.has(name) || differs(bySubgraph));
  return {
    partial: new Set(partial.flatMap(([, bySubgraph]) => [...bySubgraph.values()].flatMap((each) => [...each]))),
    has: (subgraph, abstractType, member) => members.get(abstractType)?.get(subgraph)?.has(member) ?? false,
    haveOwnTypes: ownTypes.size > 0,
    ownType: (...field) => ownTypes.get(field.join()),
  };
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

function textOf(directive: ConstDirectiveNode, argument: string): string {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.STRING ? value.value : '';
}
