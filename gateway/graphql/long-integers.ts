import {
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { hasBigInts } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject, put } from './json-object.ts';

/**
 * Returns the variables with the BigInts in IDs as text, and those in floats as numbers, which both mean the same. A custom scalar keeps
 * them. Elsewhere they are invalid: graphql-js refuses them.
 */
export function convertVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: JsonObject,
): JsonObject {
  if (!hasBigInts(variables)) return variables;
  const types = new Map(definitions.map(({ variable, type }) => [variable.name.value, typeFromAST(schema, type)]));
  return mapValues(variables, (name, value) => {
    const type = types.get(name);
    return type ? convertInput(type as GraphQLInputType, value) : value;
  });
}

function convertInput(type: GraphQLInputType, value: unknown): unknown {
  if (isNonNullType(type)) return convertInput(type.ofType, value);
  if (isListType(type)) {
    return Array.isArray(value)
      ? value.map((item) => convertInput(type.ofType, item))
      : convertInput(type.ofType, value);
  }
  if (isInputObjectType(type)) {
    if (!isJsonObject(value)) return value;
    const fields = type.getFields();
    return mapValues(value, (name, each) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return field ? convertInput(field.type, each) : each;
    });
  }
  if (typeof value !== 'bigint') return value;
  if (type.name === GraphQLID.name) return String(value);
  return type.name === GraphQLFloat.name ? Number(value) : value;
}

function mapValues(object: JsonObject, change: (key: string, value: unknown) => unknown): JsonObject {
  const changed: JsonObject = {};
  for (const [key, value] of Object.entries(object)) put(changed, key, change(key, value));
  return changed;
}

/** The value of an ID as another subgraph reads it exactly: an integer beyond 2^53 as text. */
export function idAsText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(idAsText);
  return typeof value === 'bigint' ? String(value) : value;
}
