import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';
import { withRawIntegers } from '#platform/lossless-json.ts';

/**
 * Returns the value that the client gets; undefined when it is not a value of the type. A subgraph's integers beyond 2^53 are BigInts; in
 * what the client gets `JSON.stringify` writes their digits.
 */
export type LeafValue = (value: unknown) => unknown;

const builtIn: Readonly<Record<string, LeafValue>> = {
  [GraphQLInt.name]: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= -0x80000000 && value <= 0x7fffffff
      ? value
      : undefined,
  [GraphQLFloat.name]: (value) => {
    const float = typeof value === 'bigint' ? Number(value) : value;
    return typeof float === 'number' && Number.isFinite(float) ? float : undefined;
  },
  [GraphQLString.name]: (value) => (typeof value === 'string' ? value : undefined),
  [GraphQLBoolean.name]: (value) => (typeof value === 'boolean' ? value : undefined),
  // An integer is a valid ID and is serialized as a string (GraphQL specification, 3.5.5).
  [GraphQLID.name]: (value) => {
    if (typeof value === 'string') return value;
    // An integer beyond 2^53 that is no BigInt was written with an exponent or a fraction: its digits are not known.
    return Number.isSafeInteger(value) || typeof value === 'bigint' ? String(value) : undefined;
  },
};

/** Checks values of a leaf type. Only its subgraph checks a custom scalar. */
export function leafValue(type: GraphQLLeafType): LeafValue {
  if (isEnumType(type)) return enumValue(type);
  return builtIn[type.name] ?? withRawIntegers;
}

/** An enum value that the API schema does not have is invalid. */
function enumValue(type: GraphQLEnumType): LeafValue {
  const names: ReadonlySet<unknown> = new Set(type.getValues().map(({ name }) => name));
  return (value) => (names.has(value) ? value : undefined);
}
