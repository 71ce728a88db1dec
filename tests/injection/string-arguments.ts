import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { readSubgraphSchemas } from '../fuzz/client-operations.ts';

/** A place in an operation where a client writes a text. */
export interface StringArgument {
  /** `registerVehicle.input.name`. */
  name: string;
  query: string;
  /** The variables with a text at that place, and valid values elsewhere. */
  variablesWith(text: string): Record<string, unknown>;
}

type EntityIds = ReadonlyMap<string, string>;

/** Every place for a text in the arguments of the queries and mutations that clients see. */
export function stringArguments(ids: EntityIds): StringArgument[] {
  return readSubgraphSchemas().flatMap((schema) =>
    [
      { kind: 'query', type: schema.getQueryType() },
      { kind: 'mutation', type: schema.getMutationType() },
    ].flatMap(({ kind, type }) =>
      Object.values(type?.getFields() ?? {})
        .filter((field) => !isHidden(field))
        .flatMap((field) => argumentsOf(kind, field, ids)),
    ),
  );
}

const isHidden = ({ astNode }: GraphQLField<unknown, unknown>): boolean =>
  (astNode?.directives ?? []).some(({ name }) => name.value === 'inaccessible');

function argumentsOf(kind: string, field: GraphQLField<unknown, unknown>, ids: EntityIds): StringArgument[] {
  const variables = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const query = `${kind} (${variables}) { ${field.name}(${passed})${selection} }`;
  return field.args.flatMap((argument) =>
    textPaths(argument.type, [argument.name]).map((path) => ({
      name: `${field.name}.${path.join('.')}`,
      query,
      variablesWith: (text) =>
        Object.fromEntries(field.args.map(({ name, type }) => [name, inputValue(type, [name], { path, text }, ids)])),
    })),
  );
}

/** The paths of the leaves of a type that take a string. */
function textPaths(type: GraphQLInputType, path: string[]): string[][] {
  const named = getNamedType(type);
  if (isInputObjectType(named))
    return Object.values(named.getFields()).flatMap((field) => textPaths(field.type, [...path, field.name]));
  return ['Int', 'Float', 'Boolean'].includes(named.name) ? [] : [path];
}

interface Place {
  path: readonly string[];
  text: string;
}

/** A value of the type: the text at its place, a valid value elsewhere, and nothing where nothing is required. */
function inputValue(type: GraphQLInputType, at: string[], place: Place, ids: EntityIds): unknown {
  const isOnPath = at.every((name, index) => place.path[index] === name);
  if (isNonNullType(type)) return inputValue(type.ofType, at, place, ids);
  if (isListType(type)) return [inputValue(type.ofType, at, place, ids)];
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (isOnPath && place.path[at.length] === field.name),
    );
    return Object.fromEntries(
      fields.map((field) => [field.name, inputValue(field.type, [...at, field.name], place, ids)]),
    );
  }
  if (isOnPath) return place.text;
  if (isEnumType(type)) return type.getValues()[0]?.name;
  switch (type.name) {
    case 'ID':
      return ids.get((at.at(-1) ?? '').replace(/Id$/, '').replace(/^./, (first) => first.toUpperCase())) ?? 'x';
    case 'Int':
      return 1;
    case 'Boolean':
      return true;
    case 'DateTime':
      return '2031-01-01T00:00:00Z';
    case 'Decimal':
      return '10.00';
    default:
      return 'x';
  }
}
