import type { GraphQLOutputType } from 'graphql';

/** A field of an operation that the auth directives refuse to the viewer. */
export interface RefusedField {
  responseKey: string;
  code: 'UNAUTHENTICATED' | 'FORBIDDEN';
  /** The field's type, which decides how far its null propagates. */
  type: GraphQLOutputType;
}
