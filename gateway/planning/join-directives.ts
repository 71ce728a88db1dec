import { type DirectiveNode, type DocumentNode, Kind, parse, type SelectionSetNode, type ValueNode } from 'graphql';

/** The value of an argument of a directive. */
export function argumentOf(directive: DirectiveNode, wanted: string): ValueNode | undefined {
  return directive.arguments?.find(({ name }) => name.value === wanted)?.value;
}

/** The subgraph of which a directive speaks, as the supergraph calls it. */
export function graphOf(directive: DirectiveNode): string | undefined {
  const value = argumentOf(directive, 'graph');
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

/** The fields that a directive's argument names, as a selection set; null where it has no such argument. */
export function fieldSetOf(directive: DirectiveNode, argument: string): SelectionSetNode | null {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.STRING ? parseFieldSet(value.value) : null;
}

/** `id name { first }`, with braces around it or without. */
export function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(text.trimStart().startsWith('{') ? text : `{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`no set of fields: ${text}`);
  return definition.selectionSet;
}

/** The subgraphs, by what the supergraph calls them: `TRIPS @join__graph(name: "trips", url: "http://...")`. */
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
