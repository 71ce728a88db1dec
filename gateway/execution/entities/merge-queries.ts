import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  print,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  type VariableNode,
} from 'graphql';
import type { EntityQuery, MergedQuery } from './entity-query.ts';

/** Whether two queries fit into one operation: they go to one subgraph, and their declarations of one name are equal. */
export function canMerge(one: EntityQuery, other: EntityQuery): boolean {
  const { operation, fragments } = one.operation;
  if (one.operation.subgraph !== other.operation.subgraph) return false;
  if (printAll(operation.directives) !== printAll(other.operation.operation.directives)) return false;
  const variables = new Map(clientVariables(one).map((each) => [each.variable.name.value, each]));
  return (
    clientVariables(other).every((each) => isSame(variables.get(each.variable.name.value), each)) &&
    [...other.operation.fragments].every(([name, each]) => isSame(fragments.get(name), each)) &&
    [one, other].every((query) => clientVariables(query).every(({ variable }) => !reserved.test(variable.name.value)))
  );
}

/** The variables of merged representations. */
const reserved = /^representations_\d+$/;

function isSame(
  one: VariableDefinitionNode | FragmentDefinitionNode | undefined,
  other: VariableDefinitionNode | FragmentDefinitionNode,
): boolean {
  return one === undefined || print(one) === print(other);
}

const printAll = (nodes: readonly Parameters<typeof print>[0][] = []): string => nodes.map(print).join(' ');

/** The variables of a query without its representations. */
function clientVariables({ operation }: EntityQuery): readonly VariableDefinitionNode[] {
  return (operation.operation.variableDefinitions ?? []).filter(
    ({ variable }) => variable.name.value !== 'representations',
  );
}

/** Merges queries into one operation, in which each has an alias and a variable for its representations. */
export function mergeQueries(queries: readonly EntityQuery[]): MergedQuery {
  const [first] = queries;
  if (!first) throw new Error('no queries to merge');
  const parts = queries.map((_, at) => ({ key: `_${at}`, variable: `representations_${at}` }));
  const variables = new Map<string, VariableDefinitionNode>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const query of queries) {
    for (const each of clientVariables(query)) variables.set(each.variable.name.value, each);
    for (const [name, each] of query.operation.fragments) fragments.set(name, each);
  }
  const definition: OperationDefinitionNode = {
    ...first.operation.operation,
    variableDefinitions: [
      ...queries.flatMap((query, at) => representationsOf(query, parts[at]?.variable ?? '')),
      ...variables.values(),
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: queries.map((query, at) => aliased(query, parts[at]?.key ?? '', parts[at]?.variable ?? '')),
    },
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] };
  return {
    subgraph: first.operation.subgraph,
    text: stripIgnoredCharacters(print(document)),
    name: first.operation.name,
    variables: [...variables.keys()],
    parts,
  };
}

function aliased({ field }: EntityQuery, alias: string, representations: string): FieldNode {
  const argument = { kind: Kind.ARGUMENT, name: name('representations'), value: variable(representations) } as const;
  return { ...field, alias: name(alias), arguments: [argument] };
}

function representationsOf({ operation }: EntityQuery, as: string): VariableDefinitionNode[] {
  const declared = operation.operation.variableDefinitions?.find(
    (each) => each.variable.name.value === 'representations',
  );
  return declared ? [{ ...declared, variable: variable(as) }] : [];
}

const name = (value: string): NameNode => ({ kind: Kind.NAME, value });
const variable = (value: string): VariableNode => ({ kind: Kind.VARIABLE, name: name(value) });
