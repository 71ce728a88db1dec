import type { GraphQLOutputType } from 'graphql';

/** A field of an operation that the viewer may not see. */
export interface RefusedField {
  responseKey: string;
  code: 'UNAUTHENTICATED' | 'FORBIDDEN';
  /** The field's type, which decides how far its null propagates. */
  type: GraphQLOutputType;
}
