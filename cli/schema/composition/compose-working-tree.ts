import { CompositionFailed, composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import { ElementPlaces } from '../sources/element-places.ts';
import type { SubgraphFile } from '../sources/schema-source.ts';
import { type CompositionError, compositionError } from './composition-error.ts';
import { secondOpinion } from './second-opinion.ts';

/** What composition makes of the working tree. */
export type Composition = ({ supergraphSdl: string } | { errors: readonly CompositionError[] }) & {
  /** How two implementations of composition disagree; null if they agree. */
  disagreement: SchemaChange | null;
};

/** Composes the subgraphs with Apollo's composition, and compares its verdict with that of a second implementation. */
export function composeWorkingTree(subgraphs: readonly SubgraphFile[]): Composition {
  try {
    const { supergraphSdl } = composeSupergraph(subgraphs);
    return { supergraphSdl, disagreement: secondOpinion(subgraphs, []) };
  } catch (error) {
    if (!(error instanceof CompositionFailed)) throw error;
    const elements = new ElementPlaces(subgraphs);
    const errors = error.faults.map((fault) => compositionError(fault, subgraphs, elements));
    return {
      errors,
      disagreement: secondOpinion(
        subgraphs,
        errors.map(({ code }) => code),
      ),
    };
  }
}
