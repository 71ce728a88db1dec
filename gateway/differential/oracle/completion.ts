import {
  type DocumentNode,
  doTypesOverlap,
  execute,
  type GraphQLFieldResolver,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  responsePathAsArray,
} from 'graphql';
import { isJsonObject, type JsonObject, own, type Path } from '../../graphql/json-object.ts';
import { unknownOf } from './unknown-types.ts';

/** A place at which a value is missing, or is none of its type. */
export interface Violation {
  path: Path;
  kind: 'missing' | 'invalid';
}

export interface Completed {
  data: JsonObject | null;
  violations: Violation[];
}

interface Completion {
  misshapen: ReadonlySet<string>;
}

const invalid = 'no value of its type';

/** What graphql-js answers to an operation where the merged answers of the subgraphs are the data. */
export function complete(
  schema: GraphQLSchema,
  root: JsonObject,
  misshapen: readonly Path[],
  request: { document: DocumentNode; operationName: string | undefined; variables: JsonObject },
): Completed {
  const contextValue: Completion = { misshapen: new Set(misshapen.map(String)) };
  const result = execute({
    schema,
    document: request.document,
    operationName: request.operationName ?? null,
    variableValues: request.variables,
    rootValue: root,
    contextValue,
    fieldResolver: resolve,
    typeResolver: resolveType,
  });
  if ('then' in result) throw new Error('nothing here takes time');
  const violations = (result.errors ?? []).flatMap(({ path = [], message }): Violation[] => {
    if (message === invalid) return [{ path, kind: 'invalid' }];
    // That is for the subgraph to tell, which the field is asked of.
    if (message.startsWith('Argument ')) return [];
    const isMissing = message.startsWith('Cannot return null') || message.startsWith('String cannot represent');
    if (!isMissing) throw new Error(`unexpected: ${message}`);
    return [{ path, kind: 'missing' }];
  });
  return { data: result.data ?? null, violations };
}

const resolve: GraphQLFieldResolver<JsonObject, Completion> = (
  source,
  _args,
  { misshapen },
  { path, returnType, schema },
) => {
  const place = responsePathAsArray(path);
  return new Checker(schema, misshapen).check(own(source, String(path.key)), returnType, place);
};

const resolveType: GraphQLTypeResolver<JsonObject, Completion> = (
  { __typename: type },
  _context,
  { schema },
  abstract,
) => {
  const named = typeof type === 'string' ? schema.getType(type) : abstract;
  if (!isInterfaceType(named)) return String(type);
  return unknownOf(isInterfaceType(abstract) && !schema.isSubType(abstract, named) ? abstract.name : named.name);
};

/** Puts an error in the place of each value that is none of its type. graphql-js would read `5` as a string. */
class Checker {
  readonly #schema: GraphQLSchema;
  readonly #misshapen: ReadonlySet<string>;

  constructor(schema: GraphQLSchema, misshapen: ReadonlySet<string>) {
    this.#schema = schema;
    this.#misshapen = misshapen;
  }

  check(value: unknown, type: GraphQLOutputType, path: Path): unknown {
    if (isNonNullType(type)) return this.check(value, type.ofType, path);
    if (value === null || value === undefined) return this.#misshapen.has(String(path)) ? new Error(invalid) : null;
    if (isListType(type)) {
      if (!Array.isArray(value)) return new Error(invalid);
      return value.map((item, index) => this.check(item, type.ofType, [...path, index]));
    }
    if (isLeafType(type)) return isOf(type, value) ? value : new Error(invalid);
    return isJsonObject(value) && this.#holds(type, value.__typename) ? value : new Error(invalid);
  }

  #holds(type: GraphQLOutputType, typename: unknown): boolean {
    if (typename === undefined || typename === null) return isObjectType(type) || isInterfaceType(type);
    const named = typeof typename === 'string' ? this.#schema.getType(typename) : undefined;
    if (named === type) return !isUnionType(type);
    if (isObjectType(type)) return isInterfaceType(named) && this.#schema.isSubType(named, type);
    if (isInterfaceType(type)) {
      if (isInterfaceType(named)) return doTypesOverlap(this.#schema, type, named);
      return isObjectType(named) && this.#schema.isSubType(type, named);
    }
    return isObjectType(named) && 'getTypes' in type && type.getTypes().includes(named);
  }
}

function isOf(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined;
  switch (type.name) {
    case 'Int':
      return Number.isInteger(value) && Math.abs(Number(value) + 0.5) < 2 ** 31;
    case 'Float':
      return Number.isFinite(value);
    case GraphQLID.name:
      return typeof value === 'string' || Number.isInteger(value);
    case 'String':
      return typeof value === 'string';
    case 'Boolean':
      return typeof value === 'boolean';
    default:
      return true;
  }
}
