import type { DocumentNode, NameNode } from 'graphql';
import { elementsOf } from '../../sources/document-elements.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

interface Described {
  coordinate: string;
  name: NameNode;
  description: string;
}

/** Composition takes one of several descriptions, and clients never see the other. */
export const sameDescription: DocumentRule = {
  requires: 'What several subgraphs define has the same description in each.',
  *check({ name, document, subgraphs }): Iterable<DocumentFault> {
    const elsewhere = new Map<string, { description: string; subgraph: string }>();
    for (const other of subgraphs) {
      // The first subgraph is right, so that one of two reports the difference.
      if (other.name === name) break;
      for (const { coordinate, description } of describedIn(other.document)) {
        if (description && !elsewhere.has(coordinate)) elsewhere.set(coordinate, { description, subgraph: other.name });
      }
    }
    for (const { coordinate, name: node, description } of describedIn(document)) {
      const other = elsewhere.get(coordinate);
      if (!other || !description || other.description === description) continue;
      yield { node, message: `${coordinate} is described differently in ${other.subgraph}` };
    }
  },
};

function describedIn(document: DocumentNode): Described[] {
  return elementsOf(document).flatMap(({ coordinate, node }) => {
    // An extension has no description, and neither has `schema` a name.
    if (!('description' in node) || !('name' in node) || !node.name) return [];
    return [{ coordinate, name: node.name, description: node.description?.value.trim() ?? '' }];
  });
}
