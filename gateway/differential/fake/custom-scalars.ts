import {
  type GraphQLNamedType,
  type GraphQLScalarType,
  type GraphQLSchema,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  print,
  stripIgnoredCharacters,
  type ValueNode,
  visit,
} from 'graphql';
import { canonicalJson } from '../canonical-json.ts';

/** Makes the custom scalars of a schema distinguish every two literals and every two JSON values that differ. */
export function readCustomScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isCustomScalar(type) || type.name.startsWith('_')) continue;
    type.parseValue = readValue;
    type.parseLiteral = (literal, variables) => `literal ${textOf(literal, variables ?? {})}`;
  }
  return schema;
}

export const isCustomScalar = (type: GraphQLNamedType | undefined): type is GraphQLScalarType =>
  isScalarType(type) && !isSpecifiedScalarType(type);

/** What a resolver gets for the JSON value of a custom scalar. */
export const readValue = (value: unknown): string => `value ${canonicalJson(value)}`;

/** The literal as it was written, with the values of its variables in their place. */
function textOf(literal: ValueNode, variables: Record<string, unknown>): string {
  const settled = visit(literal, {
    Variable: ({ name }) => ({ kind: Kind.STRING, value: `variable ${canonicalJson(variables[name.value])}` }),
  });
  return stripIgnoredCharacters(print(settled));
}
