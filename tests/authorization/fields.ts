import fs from 'node:fs/promises';
import path from 'node:path';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
} from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import type { GraphQLAnswer } from '#test-kit/subgraph.ts';
import type { SubgraphName } from '../../subgraphs/list.ts';
import { type ViewerName, viewers } from './viewers.ts';

/** A field of a subgraph's schema and an operation that selects it. */
export interface SelectedField {
  name: string;
  query: string;
  /** Returns the field's value in an answer. */
  read: (answer: GraphQLAnswer) => unknown;
  /** The viewers that its directives allow; null if it has no directive. */
  allowed: ViewerName[] | null;
}

type EntityIds = ReadonlyMap<string, string>;

/** The fields of the query or mutation type of a subgraph. */
export async function rootFields(
  name: SubgraphName,
  kind: 'query' | 'mutation',
  ids: EntityIds,
): Promise<SelectedField[]> {
  const schema = await schemaOf(name);
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!type) return [];
  return Object.values(type.getFields()).map((field) => ({
    name: `${name} ${type.name}.${field.name}`,
    query: `${kind} { ${selectionOf(field, ids)} }`,
    read: ({ data }) => data?.[field.name],
    allowed: allowedFor(type, field),
  }));
}

/** The fields of every entity that a subgraph resolves, each selected through `_entities`. */
export async function entityFields(name: SubgraphName, ids: EntityIds): Promise<SelectedField[]> {
  const types = Object.values((await schemaOf(name)).getTypeMap())
    .filter(isObjectType)
    .filter(isResolvableEntity);
  return types.flatMap((type) => {
    const id = ids.get(type.name);
    if (!id) throw new Error(`the test stores no ${type.name}`);
    return Object.values(type.getFields()).map((field) => ({
      name: `${name} ${type.name}.${field.name}`,
      query: `{ _entities(representations: [{ __typename: "${type.name}", id: "${id}" }]) { ... on ${type.name} { ${selectionOf(field, ids)} } } }`,
      read: ({ data }: GraphQLAnswer) => data?._entities?.[0]?.[field.name],
      allowed: allowedFor(type, field),
    }));
  });
}

async function schemaOf(name: SubgraphName): Promise<GraphQLSchema> {
  const sdl = await fs.readFile(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8');
  return buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });
}

const isResolvableEntity = (type: GraphQLObjectType): boolean =>
  (type.astNode?.directives ?? []).some(
    ({ name, arguments: args = [] }) =>
      name.value === 'key' &&
      !args.some(
        (argument) =>
          argument.name.value === 'resolvable' && argument.value.kind === 'BooleanValue' && !argument.value.value,
      ),
  );

/** A field is bound by its own directives, those of its type and those of the type it returns. */
function allowedFor(parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>): ViewerName[] | null {
  const all = [allowedAt(parent), allowedAt(field), allowedAt(getNamedType(field.type))].filter(
    (each) => each !== null,
  );
  return all.length === 0 ? null : viewers.filter((viewer) => all.every((each) => each.includes(viewer)));
}

type Annotated = { astNode?: { directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined };

function allowedAt({ astNode }: Annotated): ViewerName[] | null {
  const texts = (astNode?.directives ?? []).map((directive) => {
    const source = directive.loc?.source.body.slice(directive.loc.start, directive.loc.end) ?? '';
    return [directive.name.value, source] as const;
  });
  const rules = texts.flatMap(([name, source]): ViewerName[][] => {
    if (name === 'authenticated') return [['passenger', 'driver', 'admin', 'service']];
    if (name !== 'requiresScopes') return [];
    return [[...source.matchAll(/"(\w+)"/g)].map(([, scope]) => scope as ViewerName)];
  });
  return rules.length === 0 ? null : viewers.filter((viewer) => rules.every((rule) => rule.includes(viewer)));
}

function selectionOf(field: GraphQLField<unknown, unknown>, ids: EntityIds): string {
  const required = field.args
    .filter(isRequiredArgument)
    .map((argument) => `${argument.name}: ${literalOf(argument.type, argument.name, ids)}`);
  const args = required.length > 0 ? `(${required.join(', ')})` : '';
  return `${field.name}${args}${isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''}`;
}

/** Returns a literal that is valid for the type. */
function literalOf(type: GraphQLInputType, name: string, ids: EntityIds): string {
  if (isNonNullType(type)) return literalOf(type.ofType, name, ids);
  if (isListType(type)) return `[${literalOf(type.ofType, name, ids)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map((field) => `${field.name}: ${literalOf(field.type, field.name, ids)}`).join(', ')} }`;
  }
  switch (type.name) {
    case 'ID':
      return `"${ids.get(name.replace(/Id$/, '').replace(/^./, (first) => first.toUpperCase())) ?? ids.get('Account')}"`;
    case 'Int':
    case 'Float':
      return '1';
    case 'Boolean':
      return 'true';
    case 'DateTime':
      return '"2031-01-01T00:00:00Z"';
    case 'Date':
      return '"2001-01-01"';
    case 'Decimal':
      return '"10.00"';
    case 'URL':
      return '"https://masar.test/x"';
    default:
      return '"x"';
  }
}
