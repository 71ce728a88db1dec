import { type DocumentNode, type GraphQLObjectType, type GraphQLSchema, OperationTypeNode, parse } from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { Choices } from './choices.ts';
import { type ClientSchema, SelectionWriter } from './selection-writer.ts';
import { VariableWriter } from './variable-writer.ts';

/** An operation as a client may send it. */
export interface GeneratedOperation {
  source: string;
  document: DocumentNode;
  operationName: string | undefined;
  variables: JsonObject;
  /** What of the language it uses. */
  features: ReadonlySet<string>;
  depth: number;
}

/** Writes a valid document against a schema, with one operation to run and sometimes another. */
export function generateOperation(client: ClientSchema, choices: Choices): GeneratedOperation {
  const { schema } = client;
  const features = new Set<string>();
  const kind = choices.of(kindsOf(schema));
  const isOneOfSeveral = choices.happens(0.06);
  const name = choices.happens(0.4) || isOneOfSeveral ? 'Main' : undefined;
  const root = schema.getRootType(kind);
  const query = schema.getQueryType();
  if (!root || !query) throw new Error('a schema without a root');
  const variables = new VariableWriter(choices, '', features);
  const writer = new SelectionWriter(client, choices, variables);
  features.add(kind);

  const selections =
    kind === OperationTypeNode.SUBSCRIPTION ? writer.rootField(root) : rootSet(client, writer, root, choices);
  const depth = writer.deepest;
  const operations = [`${kind}${name ? ` ${name}` : ''}${variables.text} ${selections}`];
  if (isOneOfSeveral) {
    features.add('several operations');
    const theirs = new VariableWriter(choices, 'o', new Set());
    writer.useVariables(theirs);
    const body = rootSet(client, writer, query, choices);
    operations.push(`query Other${theirs.text} ${body}`);
    if (choices.happens(0.5)) operations.reverse();
  }
  const fragments = writer.fragments.map((each) => `fragment ${each.name} on ${each.type} ${each.body}`);
  const source = [...operations, ...fragments].join('\n');
  return { source, document: parse(source), operationName: name, variables: variables.values, features, depth };
}

const introspections: readonly string[] = [
  '__schema { queryType { name } directives { name args { name } } }',
  'types: __schema { types { name kind possibleTypes { name } } }',
  '__type(name: "Query") { name kind fields(includeDeprecated: true) { name args { name defaultValue } } }',
  'nowhere: __type(name: "Nowhere") { name }',
];

function rootSet(
  { introspection: isAllowed }: ClientSchema,
  writer: SelectionWriter,
  root: GraphQLObjectType,
  choices: Choices,
): string {
  const isIntrospected = isAllowed && root.name === 'Query' && choices.happens(0.1);
  const body = writer.selectionSet(root, 1);
  if (!isIntrospected) return body;
  writer.features.add('introspection');
  const introspection = choices.of(introspections);
  return choices.happens(0.5) ? `{ ${introspection} ${body.slice(1)}` : `${body.slice(0, -1)} ${introspection}}`;
}

/** The kinds of operation, queries first. Where there are others they are more often. */
function kindsOf(schema: GraphQLSchema): OperationTypeNode[] {
  const kinds = [OperationTypeNode.QUERY];
  for (const kind of [OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION]) {
    if (schema.getRootType(kind)) kinds.push(kind, kind, kind);
  }
  return kinds;
}
