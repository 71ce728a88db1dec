/** A subgraph, with its schema. */
export interface VersionSubgraph {
  name: string;
  /** Written into the supergraph. */
  url: string;
  /** The schema in SDL. */
  typeDefs: string;
}

/** What a version has. */
export interface VersionContent {
  subgraphs: readonly VersionSubgraph[];
  supergraphSdl: string;
  /** The content of schema-approvals.yml; null if there is none. */
  approvals: string | null;
}

/** Who published a version, when, and from where. */
export interface Publication {
  publishedAt: Date;
  publishedBy: string;
  /** The hash of the commit; null where there is no repository. */
  commit: string | null;
  /** Whether a schema differed from that of the commit. */
  isDirty: boolean;
  /** The version whose schemas a rollback published again. */
  restoredVersion: number | null;
  /** Whether it was published although the check had refused it. */
  isForced: boolean;
}

/** A version to store. */
export interface NewVersion extends VersionContent, Publication {
  number: number;
}

/** A stored version. */
export interface PublishedVersion extends NewVersion {
  subgraphs: readonly (VersionSubgraph & {
    /** The version that published this schema and URL of the subgraph. */
    changedIn: number;
  })[];
}

/** A version without its texts. */
export interface VersionSummary extends Publication {
  number: number;
  subgraphs: readonly { name: string; changedIn: number }[];
  /** The subgraphs that the version before had. */
  removed: readonly string[];
}
