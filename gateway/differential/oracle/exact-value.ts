import { type GraphQLNamedType, type GraphQLSchema, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { isJsonObject, type JsonObject } from '../../graphql/json-object.ts';

/** Writes a value of a type for a subgraph that reads integers in IDs as text, and those in floats as numbers, however long they are. */
export function exactValue(schema: GraphQLSchema, type: GraphQLNamedType | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => exactValue(schema, type, item));
  if (typeof value === 'bigint') {
    if (type?.name === 'ID') return String(value);
    return type?.name === 'Float' ? Number(value) : value;
  }
  if (!isJsonObject(value)) return value;
  const { __typename: name } = value;
  const own = typeof name === 'string' ? schema.getType(name) : type;
  return isObjectType(own) || isInterfaceType(own) ? exactObject(schema, own, value) : value;
}

function exactObject(schema: GraphQLSchema, type: GraphQLNamedType, object: JsonObject): JsonObject {
  const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  const typeOf = (key: string) => (Object.hasOwn(fields, key) ? getNamedType(fields[key]?.type) : undefined);
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, exactValue(schema, typeOf(key), value)]),
  );
}
