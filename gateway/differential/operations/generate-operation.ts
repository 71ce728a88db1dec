import { type DocumentNode, type GraphQLObjectType, type GraphQLSchema, OperationTypeNode, parse } from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { Choices } from './choices.ts';
import { type GeneratorOptions, SelectionWriter } from './selection-writer.ts';
import { VariableWriter } from './variable-writer.ts';

/** A valid operation with its variables. */
export interface GeneratedOperation {
  source: string;
  document: DocumentNode;
  operationName: string | undefined;
  variables: JsonObject;
  /** The variables as they are written for a server that reads no long integer in an ID or a float. */
  exactVariables: JsonObject;
  /** The features of GraphQL that it uses. */
  features: ReadonlySet<string>;
  depth: number;
}

/** Generates a valid document with one operation to run and sometimes a second one. */
export function generateOperation(options: GeneratorOptions, choices: Choices): GeneratedOperation {
  const { schema } = options;
  const features = new Set<string>();
  const kind = choices.of(kindsOf(schema));
  const isOneOfSeveral = choices.happens(0.06);
  const name = choices.happens(0.4) || isOneOfSeveral ? 'Main' : undefined;
  const root = schema.getRootType(kind);
  const query = schema.getQueryType();
  if (!root || !query) throw new Error('the schema has no root type');
  const variables = new VariableWriter(choices, '', features);
  const writer = new SelectionWriter(options, choices, variables);
  features.add(kind);

  const selections =
    kind === OperationTypeNode.SUBSCRIPTION ? writer.rootField(root) : rootSelectionSet(options, writer, root, choices);
  const depth = writer.maxDepthUsed;
  const operations = [`${kind}${name ? ` ${name}` : ''}${variables.text} ${selections}`];
  if (isOneOfSeveral) {
    features.add('multiple operations');
    const otherVariables = new VariableWriter(choices, 'o', new Set());
    writer.useVariables(otherVariables);
    const body = rootSelectionSet(options, writer, query, choices);
    operations.push(`query Other${otherVariables.text} ${body}`);
    if (choices.happens(0.5)) operations.reverse();
  }
  const fragments = writer.fragments.map((each) => `fragment ${each.name} on ${each.type} ${each.body}`);
  const source = [...operations, ...fragments].join('\n');
  if ([...features].some((each) => each.endsWith(' with a variable'))) features.add(`${kind} with conditions`);
  const { values, exactValues } = variables;
  const document = parse(source);
  return { source, document, operationName: name, variables: values, exactVariables: exactValues, features, depth };
}

const introspections: readonly string[] = [
  '__schema { queryType { name } directives { name args { name } } }',
  'types: __schema { types { name kind possibleTypes { name } } }',
  '__type(name: "Query") { name kind fields(includeDeprecated: true) { name args { name defaultValue } } }',
  'nowhere: __type(name: "Nowhere") { name }',
];

function rootSelectionSet(
  { introspection: isAllowed }: GeneratorOptions,
  writer: SelectionWriter,
  root: GraphQLObjectType,
  choices: Choices,
): string {
  const isIntrospected = isAllowed && root.name === 'Query' && choices.happens(0.1);
  const body = writer.rootSet(root);
  if (!isIntrospected) return body;
  writer.features.add('introspection');
  const introspection = choices.of(introspections);
  return choices.happens(0.5) ? `{ ${introspection} ${body.slice(1)}` : `${body.slice(0, -1)} ${introspection}}`;
}

/** The kinds of operation to choose from, queries first. Mutations and subscriptions are more frequent where they exist. */
function kindsOf(schema: GraphQLSchema): OperationTypeNode[] {
  const kinds = [OperationTypeNode.QUERY];
  for (const kind of [OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION]) {
    if (schema.getRootType(kind)) kinds.push(kind, kind, kind);
  }
  return kinds;
}
