import { type ConstDirectiveNode, type DocumentNode, Kind, type TypeDefinitionNode } from 'graphql';
import { argumentOf, graphOf, subgraphsOf } from './join-directives.ts';

/** Which objects and fields each subgraph has, as its supergraph says. */
export interface SubgraphMembers {
  /** Whether two subgraphs have one abstract type with other members. */
  differ: boolean;
  /** Whether a type is of an abstract one in a subgraph. */
  has(subgraph: string, abstractType: string, member: string): boolean;
  /** Whether a subgraph answers a field whatever it is given of the object. */
  answers(subgraph: string, type: string, field: string): boolean;
}

/** Reads the join directives of a supergraph. */
export function subgraphMembers(supergraph: DocumentNode): SubgraphMembers {
  const names = new Map([...subgraphsOf(supergraph)].map(([graph, { name }]) => [graph, name]));
  const subgraphOf = (directive: ConstDirectiveNode): string => names.get(graphOf(directive) ?? '') ?? '';
  const applied = ({ directives = [] }: { directives?: readonly ConstDirectiveNode[] }, name: string) =>
    directives.filter((directive) => directive.name.value === name);

  const members = new Map<string, Map<string, Set<string>>>();
  const answered = new Set<string>();
  const of = (abstractType: string, subgraph: string): Set<string> => {
    const bySubgraph = members.get(abstractType) ?? new Map<string, Set<string>>();
    members.set(abstractType, bySubgraph);
    const its = bySubgraph.get(subgraph) ?? new Set();
    bySubgraph.set(subgraph, its);
    return its;
  };
  const readFields = (type: TypeDefinitionNode): void => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return;
    const all = applied(type, 'join__type').map(subgraphOf);
    for (const field of type.fields ?? []) {
      const said = applied(field, 'join__field');
      const able = said.filter((each) => !unable.some((argument) => argumentOf(each, argument))).map(subgraphOf);
      for (const subgraph of said.length > 0 ? able : all)
        answered.add([subgraph, type.name.value, field.name.value].join());
    }
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const each of applied(definition, 'join__type')) of(definition.name.value, subgraphOf(each));
      for (const each of applied(definition, 'join__unionMember')) {
        of(definition.name.value, subgraphOf(each)).add(textOf(each, 'member'));
      }
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    readFields(definition);
    for (const each of applied(definition, 'join__implements')) {
      of(textOf(each, 'interface'), subgraphOf(each)).add(definition.name.value);
    }
  }
  const differs = (bySubgraph: ReadonlyMap<string, ReadonlySet<string>>): boolean =>
    new Set([...bySubgraph.values()].map((its) => [...its].sort().join())).size > 1;
  return {
    differ: [...members.values()].some(differs),
    has: (subgraph, abstractType, member) => members.get(abstractType)?.get(subgraph)?.has(member) ?? false,
    answers: (...place) => answered.has(place.join()),
  };
}

/** What of a `@join__field` makes that the subgraph may not answer it, or not by itself. */
const unable = ['external', 'requires', 'overrideLabel', 'contextArguments', 'usedOverridden'];

function textOf(directive: ConstDirectiveNode, argument: string): string {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.STRING ? value.value : '';
}
