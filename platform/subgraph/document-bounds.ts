import type { DocumentBounds } from '../graphql/parse-operation.ts';

/**
 * The bounds of a document at a subgraph. Four times those of the gateway's clients: a plan may repeat a client's selection for each type of
 * an interface, and adds the fields of keys.
 */
export const documentBounds: DocumentBounds = { tokens: 20_000, fields: 8_000, depth: 400, comparisons: 40_000 };
