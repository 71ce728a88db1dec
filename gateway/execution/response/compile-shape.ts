import {
  doTypesOverlap,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type SettledOperation } from '../../graphql/collect-fields.ts';
import { responseKey } from '../../graphql/field-identity.ts';
import { isJsonObject, type JsonObject } from '../../graphql/json-object.ts';
import type { FetchedFields } from '../../planning/query-plan/fetched-fields.ts';
import { compileIntrospection } from './compile-introspection.ts';
import { leafValue } from './leaf-value.ts';
import { type Complete, objectWriter, type Shape } from './object-writer.ts';

interface KeyedOperation extends SettledOperation {
  /** The response key under which the subgraphs answer a field. */
  keyOf: (field: FieldNode) => string;
}

/** The selections on an object, and the fields of it that the plan fetches. */
interface Selected {
  sets: readonly SelectionSetNode[];
  /** Null when the plan fetches all fields. */
  fetched: FetchedFields | null;
}

/**
 * Compiles the shape of an operation's response. The shape of a type is compiled when its first object comes. `keyOf` returns the response
 * key under which the subgraphs answer a field. A field that is not in `fetched` becomes null with an error.
 */
export function compileShape(
  operation: SettledOperation,
  keyOf = responseKey,
  fetched: FetchedFields | null = null,
): Shape {
  const keyed: KeyedOperation = { ...operation, keyOf };
  const root = keyed.schema.getRootType(keyed.operation.operation);
  if (!root) throw new Error(`the schema has no ${keyed.operation.operation}`);
  return compileFields(keyed, root, { sets: [keyed.operation.selectionSet], fetched });
}

function compileFields(
  operation: KeyedOperation,
  type: GraphQLObjectType | GraphQLInterfaceType,
  { sets, fetched }: Selected,
): Shape {
  const fields = [...collectFields(operation, type, sets)];
  return objectWriter(
    fields.map(([key, nodes]) => {
      const from = nodes[0] ? operation.keyOf(nodes[0]) : key;
      return { key, from, complete: compileField(operation, type, { key, from, nodes, fetched }) };
    }),
  );
}

function compileField(
  operation: KeyedOperation,
  type: GraphQLObjectType | GraphQLInterfaceType,
  {
    key,
    from,
    nodes,
    fetched,
  }: { key: string; from: string; nodes: readonly FieldNode[]; fetched: FetchedFields | null },
): Complete {
  const { schema } = operation;
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return isObjectType(type) ? () => type.name : unknownType(type);
  if (type === schema.getQueryType() && (name === '__schema' || name === '__type')) {
    const introspect = compileIntrospection(operation, key, nodes);
    return (_value, { variables }) => introspect(variables);
  }
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}`);
  const fieldName = `${type.name}.${name}`;
  if (fetched && !fetched.has(from, type.name)) return unfetched(field.type, fieldName);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return compileValue(operation, field.type, { sets, fetched: fetched?.below(from, type.name) ?? null }, fieldName);
}

/** Completes a field that the plan does not fetch, because no subgraph can resolve it at its position. */
function unfetched(type: GraphQLOutputType, fieldName: string): Complete {
  const refusal = `No subgraph can resolve ${fieldName} here.`;
  return (_value, shaping) => {
    shaping.refuse(refusal);
    return isNonNullType(type) ? undefined : null;
  };
}

/** Completes the `__typename` of an object for which no subgraph sent one. */
function unknownType({ name }: GraphQLInterfaceType): Complete {
  return (_value, shaping) => {
    shaping.miss(`No subgraph sent the type of an object of ${name}.`);
    return undefined;
  };
}

/** `fieldName` names the field in errors: `Trip.seats`. */
function compileValue(
  operation: KeyedOperation,
  type: GraphQLOutputType,
  selected: Selected,
  fieldName: string,
): Complete {
  if (isNonNullType(type)) return nonNull(compileValue(operation, type.ofType, selected, fieldName), fieldName);
  if (isListType(type)) return listOf(compileValue(operation, type.ofType, selected, fieldName), fieldName);
  if (isLeafType(type)) {
    const leaf = leafValue(type);
    const refusal = `${fieldName} is not a value of ${type.name}.`;
    return (value, shaping) =>
      value === null || value === undefined ? null : (leaf(value) ?? shaping.refuse(refusal));
  }
  return objectOf(operation, type, selected, fieldName);
}

function nonNull(complete: Complete, fieldName: string): Complete {
  const message = `Cannot return null for non-nullable field ${fieldName}.`;
  return (value, shaping) => {
    if (value === null || value === undefined) {
      shaping.miss(message);
      return undefined;
    }
    return complete(value, shaping) ?? undefined;
  };
}

function listOf(complete: Complete, fieldName: string): Complete {
  const refusal = `${fieldName} is not a list.`;
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return shaping.refuse(refusal);
    const { path } = shaping;
    const items: unknown[] = [];
    let isComplete = true;
    for (let index = 0; index < value.length; index++) {
      path.push(index);
      const item = complete(value[index], shaping);
      path.pop();
      if (item === undefined) isComplete = false;
      items.push(item);
    }
    return isComplete ? items : null;
  };
}

function objectOf(
  operation: KeyedOperation,
  type: GraphQLCompositeType,
  selected: Selected,
  fieldName: string,
): Complete {
  const refusal = `${fieldName} is not an object of ${type.name}.`;
  const shapes = new Map<unknown, Shape>();
  const shapeOf = (typename: unknown): Shape | undefined => {
    const compiled = shapes.get(typename);
    if (compiled) return compiled;
    const runtimeType = runtimeTypeOf(operation, type, typename);
    if (!runtimeType) return undefined;
    const shape = compileFields(operation, runtimeType, selected);
    shapes.set(typename, shape);
    return shape;
  };
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    const shape = isJsonObject(value) ? shapeOf(value.__typename) : undefined;
    return shape ? shape(value as JsonObject, shaping) : shaping.refuse(refusal);
  };
}

/**
 * The type of an object, by its `__typename`. When that is missing, or is an interface (from a subgraph with an `@interfaceObject`), the
 * object has the field's type, or that interface. Null when the field cannot have the object.
 */
function runtimeTypeOf(
  { schema }: SettledOperation,
  type: GraphQLCompositeType,
  typename: unknown,
): GraphQLObjectType | GraphQLInterfaceType | null {
  if (typename === undefined || typename === null) return isUnionType(type) ? null : type;
  const named = typeof typename === 'string' ? schema.getType(typename) : undefined;
  if (isObjectType(named))
    return named === type || (isAbstractType(type) && schema.isSubType(type, named)) ? named : null;
  // A union has no interface as a member, not even in a subgraph with an `@interfaceObject`.
  if (isUnionType(type) || !isInterfaceType(named) || !doTypesOverlap(schema, type, named)) return null;
  return isInterfaceType(type) && schema.isSubType(type, named) ? named : type;
}
