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
import { collectFields, responseKey, type SettledOperation } from '../../graphql/collect-fields.ts';
import { isJsonObject, type JsonObject } from '../../graphql/json-object.ts';
import type { FetchedFields } from '../../planning/query-plan/fetched-fields.ts';
import { compileIntrospection } from './introspection.ts';
import { leafValue } from './leaf-values.ts';
import { type Complete, objectWriter, type Shape } from './object-writer.ts';

/** An operation, and the key under which the subgraphs answer each of its fields. */
interface AnsweredOperation extends SettledOperation {
  keyOf: (field: FieldNode) => string;
}

/** What is asked of an object, and what is fetched of it. */
interface Asked {
  sets: readonly SelectionSetNode[];
  /** Null where all of it is. */
  fetched: FetchedFields | null;
}

/**
 * Compiles the shape of an operation's answer. What depends on the type of an object is compiled when one of it comes. `keyOf`
 * tells the key under which a field is answered. A field that is not `fetched` is null, with an error.
 */
export function compileShape(
  operation: SettledOperation,
  keyOf = responseKey,
  fetched: FetchedFields | null = null,
): Shape {
  const settled: AnsweredOperation = { ...operation, keyOf };
  const root = settled.schema.getRootType(settled.operation.operation);
  if (!root) throw new Error(`the schema has no ${settled.operation.operation}`);
  return compileFields(settled, root, { sets: [settled.operation.selectionSet], fetched });
}

function compileFields(
  settled: AnsweredOperation,
  type: GraphQLObjectType | GraphQLInterfaceType,
  { sets, fetched }: Asked,
): Shape {
  const fields = [...collectFields(settled, type, sets)];
  return objectWriter(
    fields.map(([key, nodes]) => {
      const from = nodes[0] ? settled.keyOf(nodes[0]) : key;
      return { key, from, complete: compileField(settled, type, { key, from, nodes, fetched }) };
    }),
  );
}

function compileField(
  settled: AnsweredOperation,
  type: GraphQLObjectType | GraphQLInterfaceType,
  {
    key,
    from,
    nodes,
    fetched,
  }: { key: string; from: string; nodes: readonly FieldNode[]; fetched: FetchedFields | null },
): Complete {
  const { schema } = settled;
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return isObjectType(type) ? () => type.name : unknownType(type);
  if (type === schema.getQueryType() && (name === '__schema' || name === '__type')) {
    const introspect = compileIntrospection(settled, key, nodes);
    return (_value, { variables }) => introspect(variables);
  }
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}`);
  const place = `${type.name}.${name}`;
  if (fetched && !fetched.has(from, type.name)) return unanswered(field.type, place);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return compileValue(settled, field.type, { sets, fetched: fetched?.below(from, type.name) ?? null }, place);
}

/** A field for which no subgraph is asked, because none of them can be. */
function unanswered(type: GraphQLOutputType, place: string): Complete {
  const refusal = `No subgraph can be asked for ${place} here.`;
  return (_value, shaping) => {
    shaping.refuse(refusal);
    return isNonNullType(type) ? undefined : null;
  };
}

/** An object of an interface of which no subgraph told what it is. */
function unknownType({ name }: GraphQLInterfaceType): Complete {
  return (_value, shaping) => {
    shaping.miss(`Nobody told the type of an object of ${name}.`);
    return undefined;
  };
}

/** `place` names the field in errors. */
function compileValue(settled: AnsweredOperation, type: GraphQLOutputType, asked: Asked, place: string): Complete {
  if (isNonNullType(type)) return nonNull(compileValue(settled, type.ofType, asked, place), place);
  if (isListType(type)) return listOf(compileValue(settled, type.ofType, asked, place), place);
  if (isLeafType(type)) {
    const leaf = leafValue(type);
    const refusal = `${place} is no value of ${type.name}.`;
    return (value, shaping) =>
      value === null || value === undefined ? null : (leaf(value) ?? shaping.refuse(refusal));
  }
  return objectOf(settled, type, asked, place);
}

function nonNull(complete: Complete, place: string): Complete {
  const message = `Cannot return null for non-nullable field ${place}.`;
  return (value, shaping) => {
    if (value === null || value === undefined) {
      shaping.miss(message);
      return undefined;
    }
    return complete(value, shaping) ?? undefined;
  };
}

function listOf(complete: Complete, place: string): Complete {
  const refusal = `${place} is no list.`;
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return shaping.refuse(refusal);
    const { path } = shaping;
    const items: unknown[] = [];
    let whole = true;
    for (let index = 0; index < value.length; index++) {
      path.push(index);
      const item = complete(value[index], shaping);
      path.pop();
      if (item === undefined) whole = false;
      items.push(item);
    }
    return whole ? items : null;
  };
}

function objectOf(settled: AnsweredOperation, type: GraphQLCompositeType, asked: Asked, place: string): Complete {
  const refusal = `${place} is no object of ${type.name}.`;
  const shapes = new Map<unknown, Shape>();
  const shapeOf = (typename: unknown): Shape | undefined => {
    const known = shapes.get(typename);
    if (known) return known;
    const runtimeType = runtimeTypeOf(settled, type, typename);
    if (!runtimeType) return undefined;
    const shape = compileFields(settled, runtimeType, asked);
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
 * What an object is, by the name that its subgraph gave. Where that is an interface (the subgraph has it as an object), or
 * none was given, it is of the field's own type, and no more is known. Null for what the field can't hold.
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
  if (!isInterfaceType(named) || !doTypesOverlap(schema, type, named)) return null;
  return isUnionType(type) || (isInterfaceType(type) && schema.isSubType(type, named)) ? named : type;
}
