import { type GraphQLCompositeType, type GraphQLObjectType, type GraphQLOutputType, isObjectType } from 'graphql';
import type { Branch, FieldUse } from './response-keys.ts';

/** A place in a document where selections are written. */
export interface Position {
  /** The type of the innermost type condition, or of the field. */
  type: GraphQLCompositeType;
  /** How many fields enclose it, itself included. */
  depth: number;
  /** How many fragments enclose it in its field. */
  nesting: number;
  path: string;
  /** The object types that are selected on above it. */
  branches: readonly Branch[];
}

/** The position of an operation's own selections. */
export const rootPosition = (type: GraphQLObjectType): Position => ({
  type,
  depth: 1,
  nesting: 0,
  path: '',
  branches: [],
});

/** A field of a type at a position. */
export function useOf({ type, path, branches }: Position, variant: string, fieldType: GraphQLOutputType): FieldUse {
  const own = isObjectType(type) ? [{ path, type: type.name }] : [];
  return { variant, type: fieldType, branches: [...branches, ...own] };
}
