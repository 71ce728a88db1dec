import type { DocumentBounds } from '#platform/graphql/parse-operation.ts';

/**
 * The default bounds of a client's document. The largest of our own clients' operations has 38 fields, a depth of 7 and 7 comparisons;
 * GraphiQL's introspection has 230 fields and a depth of 15.
 */
export const documentBounds: DocumentBounds = { tokens: 5_000, fields: 2_000, depth: 100, comparisons: 10_000 };
