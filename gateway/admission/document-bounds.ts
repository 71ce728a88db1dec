import type { z } from 'zod';
import type { DocumentBounds } from '#platform/graphql/parse-operation.ts';
import { setting } from '#platform/settings.ts';

/**
 * The default bounds of a client's document. The largest of our own clients' operations has 38 fields, a depth of 7 and 7 comparisons;
 * GraphiQL's introspection has 230 fields and a depth of 15.
 */
export const documentBounds: DocumentBounds = { tokens: 5_000, fields: 2_000, depth: 100, comparisons: 10_000 };

/** The variables of the bounds. */
export const documentVariables = {
  OPERATION_MAX_TOKENS: setting.whole(100, 1_000_000).default(documentBounds.tokens),
  OPERATION_MAX_FIELDS: setting.whole(10, 1_000_000).default(documentBounds.fields),
  OPERATION_MAX_DEPTH: setting.whole(5, 10_000).default(documentBounds.depth),
  OPERATION_MAX_COMPARISONS: setting.whole(100, 100_000_000).default(documentBounds.comparisons),
};

type Variables = { [Name in keyof typeof documentVariables]: z.output<(typeof documentVariables)[Name]> };

export function documentBoundsOf(value: Variables): DocumentBounds {
  return {
    tokens: value.OPERATION_MAX_TOKENS,
    fields: value.OPERATION_MAX_FIELDS,
    depth: value.OPERATION_MAX_DEPTH,
    comparisons: value.OPERATION_MAX_COMPARISONS,
  };
}
