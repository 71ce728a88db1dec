import type { DocumentNode } from 'graphql';
import { withResolvableKeysAlone } from './resolvable-keys.ts';

/** The supergraph as the planner is given it; the same object where there is nothing to mend. */
export function plannerSupergraph(supergraph: DocumentNode): DocumentNode {
  return withResolvableKeysAlone(supergraph);
}
