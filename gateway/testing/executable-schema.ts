import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLScalarType, type GraphQLSchema, parse } from 'graphql';

/** Parameters are `never` because each test declares the types of its own schema. */
type Resolver = (...parameters: never[]) => unknown;

/** The resolvers of one type, by field. A subscription field has an object of functions. */
type FieldResolvers = Readonly<Record<string, Resolver | Readonly<Record<string, Resolver>> | undefined>>;

export type Resolvers = Readonly<Record<string, FieldResolvers | GraphQLScalarType | undefined>>;

type SchemaModule = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number];

/** The executable schema of a subgraph. */
export function executableSchema(typeDefs: string, resolvers: Resolvers = {}): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers } as SchemaModule]);
}
