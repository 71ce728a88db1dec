import type { Supergraph } from '@apollo/federation-internals';
import { assertValidSchema, type DocumentNode, type GraphQLSchema, isInputObjectType } from 'graphql';
import { defaultLiterals, setDefaultLiterals } from '../graphql/default-literals.ts';
import { oneOfInputs } from '../graphql/one-of.ts';

/**
 * Makes the schema that clients see, without federation's own definitions and `@inaccessible` elements. It has what Apollo's federation
 * (2.14) loses of the supergraph's document: `@oneOf`, and in AST nodes the default values as they are written.
 *
 * @throws Error when the schema is invalid.
 */
export function makeApiSchema(supergraph: Supergraph, document: DocumentNode): GraphQLSchema {
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  for (const name of oneOfInputs(document)) {
    const type = schema.getType(name);
    if (isInputObjectType(type)) type.isOneOf = true;
  }
  setDefaultLiterals(schema, defaultLiterals([document]));
  assertValidSchema(schema);
  return schema;
}
