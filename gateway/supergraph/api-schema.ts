import type { Supergraph } from '@apollo/federation-internals';
import { assertValidSchema, type DocumentNode, type GraphQLSchema } from 'graphql';
import { defaultLiterals, setDefaultLiterals } from '../graphql/default-literals.ts';

/**
 * Makes the schema that clients see, without federation's own definitions and `@inaccessible` elements. Its AST
 * nodes have the default values as the supergraph's document has them, whose digits Apollo's federation (2.14) loses.
 *
 * @throws Error when the schema is invalid.
 */
export function makeApiSchema(supergraph: Supergraph, document: DocumentNode): GraphQLSchema {
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  setDefaultLiterals(schema, defaultLiterals([document]));
  assertValidSchema(schema);
  return schema;
}
