import type { ASTNode, DocumentNode } from 'graphql';

/** A fault of a schema, at a node of its document. */
export interface DocumentFault {
  node: ASTNode;
  message: string;
}

/** A subgraph's schema as it is parsed. */
export interface SubgraphDocument {
  name: string;
  document: DocumentNode;
}

/** What a rule can know: the schema that it checks, and those of all subgraphs, that one included. */
export interface Checked extends SubgraphDocument {
  subgraphs: readonly SubgraphDocument[];
  /** The fields that nobody resolves, by coordinate, with the reason. */
  unresolved: ReadonlyMap<string, string>;
}

/** One of our own rules. */
export interface DocumentRule {
  /** What the rule requires, for the table of the documentation. */
  requires: string;
  check(checked: Checked): Iterable<DocumentFault>;
}
