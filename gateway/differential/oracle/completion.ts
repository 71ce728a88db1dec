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
import { fieldIdentity } from '../../graphql/field-identity.ts';
import { isJsonObject, type JsonObject, own, type Path } from '../../graphql/json-object.ts';
import { exactValue } from './exact-value.ts';
import { unknownTypeName } from './unknown-types.ts';

/** A value that is missing, or not of its type. */
export interface Violation {
  path: Path;
  kind: 'missing' | 'invalid';
}

/** The result of completing merged data. */
export interface Completed {
  data: JsonObject | null;
  violations: Violation[];
}

interface CompletionContext {
  malformedPaths: ReadonlySet<string>;
  keys: ReadonlyMap<string, string>;
}

/** The merged data of the subgraphs. */
export interface DataToComplete {
  root: JsonObject;
  /** The paths, with the client's response keys, of values of a wrong shape. They are null in `root`. */
  malformedPaths: readonly Path[];
  /** The response keys in `root`, by `fieldIdentity`, that differ from the client's. */
  keys: ReadonlyMap<string, string>;
}

const invalid = 'invalid value';

/** Executes an operation with graphql-js over the merged data of the subgraphs. */
export function complete(
  schema: GraphQLSchema,
  { root, malformedPaths, keys }: DataToComplete,
  request: { document: DocumentNode; operationName: string | undefined; variables: JsonObject },
): Completed {
  const contextValue: CompletionContext = { malformedPaths: new Set(malformedPaths.map(String)), keys };
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
  if ('then' in result) throw new Error('execution must be synchronous');
  const violations = (result.errors ?? []).flatMap(({ path = [], message }): Violation[] => {
    if (message === invalid) return [{ path, kind: 'invalid' }];
    // The subgraph that resolves the field reports an invalid argument.
    if (message.startsWith('Argument ')) return [];
    const isMissing = message.startsWith('Cannot return null') || message.startsWith('String cannot represent');
    if (!isMissing) throw new Error(`unexpected completion error: ${message}`);
    return [{ path, kind: 'missing' }];
  });
  return { data: result.data ?? null, violations };
}

const resolve: GraphQLFieldResolver<JsonObject, CompletionContext> = (
  source,
  _args,
  { malformedPaths, keys },
  { path, returnType, schema, fieldNodes: [field] },
) => {
  const value = own(source, (field && keys.get(fieldIdentity(field))) ?? String(path.key));
  return new ValueChecker(schema, malformedPaths).check(value, returnType, responsePathAsArray(path));
};

const resolveType: GraphQLTypeResolver<JsonObject, CompletionContext> = (
  { __typename: type },
  _context,
  { schema },
  abstract,
) => {
  const named = typeof type === 'string' ? schema.getType(type) : abstract;
  if (!isInterfaceType(named)) return String(type);
  return unknownTypeName(isInterfaceType(abstract) && !schema.isSubType(abstract, named) ? abstract.name : named.name);
};

/** Replaces each value that is not of its type with an error. graphql-js would coerce `5` to a string. */
class ValueChecker {
  readonly #schema: GraphQLSchema;
  readonly #malformedPaths: ReadonlySet<string>;

  constructor(schema: GraphQLSchema, malformedPaths: ReadonlySet<string>) {
    this.#schema = schema;
    this.#malformedPaths = malformedPaths;
  }

  check(value: unknown, type: GraphQLOutputType, path: Path): unknown {
    if (isNonNullType(type)) return this.check(value, type.ofType, path);
    // Another response may have replaced the list around a malformed value.
    if (value === undefined) return null;
    if (value === null) return this.#malformedPaths.has(String(path)) ? new Error(invalid) : null;
    if (isListType(type)) {
      if (!Array.isArray(value)) return new Error(invalid);
      return value.map((item, index) => this.check(item, type.ofType, [...path, index]));
    }
    if (isLeafType(type)) return isLeafValue(type, value) ? exactValue(this.#schema, type, value) : new Error(invalid);
    return isJsonObject(value) && this.#allows(type, value.__typename) ? value : new Error(invalid);
  }

  #allows(type: GraphQLOutputType, typename: unknown): boolean {
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

function isLeafValue(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined;
  switch (type.name) {
    case 'Int':
      return Number.isInteger(value) && Math.abs(Number(value) + 0.5) < 2 ** 31;
    case 'Float':
      return Number.isFinite(value) || typeof value === 'bigint';
    case GraphQLID.name:
      return typeof value === 'string' || typeof value === 'bigint' || Number.isInteger(value);
    case 'String':
      return typeof value === 'string';
    case 'Boolean':
      return typeof value === 'boolean';
    default:
      return true;
  }
}
