import {
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
    if (!isScalarType(type) || isSpecifiedScalarType(type) || type.name.startsWith('_')) continue;
    type.parseValue = (value) => `value ${canonicalJson(value)}`;
    type.parseLiteral = (literal, variables) => `literal ${textOf(literal, variables ?? {})}`;
  }
  return schema;
}

/** The literal as it was written, with the values of its variables in their place. */
function textOf(literal: ValueNode, variables: Record<string, unknown>): string {
  const settled = visit(literal, {
    Variable: ({ name }) => ({ kind: Kind.STRING, value: `variable ${canonicalJson(variables[name.value])}` }),
  });
  return stripIgnoredCharacters(print(settled));
}
