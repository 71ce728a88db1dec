import { type DirectiveNode, type DocumentNode, Kind, parse, type SelectionSetNode, type ValueNode } from 'graphql';

/** The value of a directive's argument. */
export function argumentOf(directive: DirectiveNode, argument: string): ValueNode | undefined {
  return directive.arguments?.find(({ name }) => name.value === argument)?.value;
}

/** The subgraph that a join directive applies to, by its name in the supergraph: `TRIPS`. */
export function graphOf(directive: DirectiveNode): string | undefined {
  const value = argumentOf(directive, 'graph');
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Parses the field set in a directive's argument. Returns null when the directive does not have the argument. */
export function fieldSetOf(directive: DirectiveNode, argument: string): SelectionSetNode | null {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.STRING ? parseFieldSet(value.value) : null;
}

/** Parses a field set, with or without braces around it: `id name { first }`. */
export function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(text.trimStart().startsWith('{') ? text : `{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${text}`);
  return definition.selectionSet;
}

/** The subgraphs, by their names in the supergraph: `TRIPS @join__graph(name: "trips", url: "http://...")`. */
export function subgraphsOf(supergraph: DocumentNode): Map<string, { name: string; url: string }> {
  const subgraphs = new Map<string, { name: string; url: string }>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { name, directives = [] } of definition.values ?? []) {
      const graph = directives.find((each) => each.name.value === 'join__graph');
      const text = (argument: string): string => {
        const value = graph && argumentOf(graph, argument);
        return value?.kind === Kind.STRING ? value.value : '';
      };
      subgraphs.set(name.value, { name: text('name'), url: text('url') });
    }
  }
  return subgraphs;
}
