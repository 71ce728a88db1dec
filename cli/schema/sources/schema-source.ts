import type { SubgraphSource } from '../../../gateway/supergraph/compose.ts';

/** The schema of a subgraph, and the file that it is from. */
export interface SubgraphFile extends SubgraphSource {
  /** Relative to the root of the project, with forward slashes. */
  file: string;
}

/** A supergraph to compare with. */
export interface SchemaSource {
  /** What people call it, such as `main at 0123456789ab`. */
  label: string;
  supergraphSdl: string;
  /** The text of schema-approvals.yml beside the schemas; null if there is none; undefined where nobody knows. */
  approvals?: string | null | undefined;
}

/** A source that exists, but has no schema. */
export interface EmptySource extends Omit<SchemaSource, 'supergraphSdl'> {
  supergraphSdl: null;
}
