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

/** The value as the client gets it; undefined where it is none of the type. */
export type LeafValue = (value: unknown) => unknown;

const builtIn: Readonly<Record<string, LeafValue>> = {
  [GraphQLInt.name]: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= -0x80000000 && value <= 0x7fffffff
      ? value
      : undefined,
  [GraphQLFloat.name]: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  [GraphQLString.name]: (value) => (typeof value === 'string' ? value : undefined),
  [GraphQLBoolean.name]: (value) => (typeof value === 'boolean' ? value : undefined),
  // A whole number is an ID, too, and leaves as text (GraphQL specification, 3.5.5).
  [GraphQLID.name]: (value) => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined;
  },
};

/** How values of a leaf type are checked. What a custom scalar holds is its subgraph's affair. */
export function leafValue(type: GraphQLLeafType): LeafValue {
  if (isEnumType(type)) return enumValue(type);
  return builtIn[type.name] ?? ((value) => value);
}

/** A value that the client's schema does not have is none. */
function enumValue(type: GraphQLEnumType): LeafValue {
  const names: ReadonlySet<unknown> = new Set(type.getValues().map(({ name }) => name));
  return (value) => (names.has(value) ? value : undefined);
}
