import { type ConstDirectiveNode, type DocumentNode, Kind, type TypeDefinitionNode, type TypeNode } from 'graphql';
import { argumentOf, graphOf, subgraphsOf } from './join-directives.ts';

/** The members of abstract types, and the fields, that each subgraph has. */
export interface SubgraphMembers {
  /** Whether an abstract type has different members in two subgraphs. */
  differ: boolean;
  /** Whether a type is a member of an abstract type in a subgraph. */
  has(subgraph: string, abstractType: string, member: string): boolean;
  /** Whether a subgraph always resolves a field, without other data of the object. */
  resolves(subgraph: string, type: string, field: string): boolean;
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
  const resolved = new Set<string>();
  const ownTypes = new Map<string, string>();
  const membersOf = (abstractType: string, subgraph: string): Set<string> => {
    const bySubgraph = members.get(abstractType) ?? new Map<string, Set<string>>();
    members.set(abstractType, bySubgraph);
    const found = bySubgraph.get(subgraph) ?? new Set();
    bySubgraph.set(subgraph, found);
    return found;
  };
  const readFields = (type: TypeDefinitionNode): void => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return;
    const ofType = applied(type, 'join__type').map(subgraphOf);
    for (const field of type.fields ?? []) {
      const joins = applied(field, 'join__field');
      for (const join of joins) {
        const own = textOf(join, 'type').replaceAll(/[[\]!]/g, '');
        if (own && own !== namedTypeOf(field.type))
          ownTypes.set([subgraphOf(join), type.name.value, field.name.value].join(), own);
      }
      const resolving = joins.filter((each) => !limits.some((argument) => argumentOf(each, argument))).map(subgraphOf);
      for (const subgraph of joins.length > 0 ? resolving : ofType)
        resolved.add([subgraph, type.name.value, field.name.value].join());
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
  return {
    differ: [...members.values()].some(differs),
    has: (subgraph, abstractType, member) => members.get(abstractType)?.get(subgraph)?.has(member) ?? false,
    resolves: (...field) => resolved.has(field.join()),
    haveOwnTypes: ownTypes.size > 0,
    ownType: (...field) => ownTypes.get(field.join()),
  };
}

/** The arguments of a `@join__field` with which its subgraph does not always resolve the field, or needs other data to. */
const limits = ['external', 'requires', 'overrideLabel', 'contextArguments', 'usedOverridden'];

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

function textOf(directive: ConstDirectiveNode, argument: string): string {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.STRING ? value.value : '';
}
