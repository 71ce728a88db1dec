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

/** Returns the value that the client gets; undefined when it is not a value of the type. */
export type LeafValue = (value: unknown) => unknown;

const builtIn: Readonly<Record<string, LeafValue>> = {
  [GraphQLInt.name]: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= -0x80000000 && value <= 0x7fffffff
      ? value
      : undefined,
  [GraphQLFloat.name]: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  [GraphQLString.name]: (value) => (typeof value === 'string' ? value : undefined),
  [GraphQLBoolean.name]: (value) => (typeof value === 'boolean' ? value : undefined),
  // An integer is a valid ID and is serialized as a string (GraphQL specification, 3.5.5).
  [GraphQLID.name]: (value) => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined;
  },
};

/** Checks values of a leaf type. Only its subgraph checks a custom scalar. */
export function leafValue(type: GraphQLLeafType): LeafValue {
  if (isEnumType(type)) return enumValue(type);
  return builtIn[type.name] ?? ((value) => value);
}

/** An enum value that the API schema does not have is invalid. */
function enumValue(type: GraphQLEnumType): LeafValue {
  const names: ReadonlySet<unknown> = new Set(type.getValues().map(({ name }) => name));
  return (value) => (names.has(value) ? value : undefined);
}
