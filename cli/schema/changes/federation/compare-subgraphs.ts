import type { SchemaChange } from '../schema-change.ts';
import type { ComparedSupergraph } from '../supergraph.ts';

/** The subgraphs that were added or removed. */
export function compareSubgraphs(before: ComparedSupergraph, after: ComparedSupergraph): SchemaChange[] {
  const [old, current] = [before, after].map(({ subgraphs }) => new Set(subgraphs.values()));
  const added = [...(current ?? [])].filter((name) => !old?.has(name));
  const removed = [...(old ?? [])].filter((name) => !current?.has(name));
  return [
    ...added.map((subgraph) => ({
      code: 'SUBGRAPH_ADDED',
      severity: 'safe' as const,
      path: subgraphPath(subgraph),
      message: `Subgraph '${subgraph}' was added`,
      subgraph,
      noticedBy: [],
    })),
    // A gateway that still runs the supergraph before sends operations to it.
    ...removed.map((subgraph) => ({
      code: 'SUBGRAPH_REMOVED',
      severity: 'dangerous' as const,
      path: subgraphPath(subgraph),
      message: `Subgraph '${subgraph}' was removed`,
      subgraph,
      noticedBy: [],
    })),
  ];
}

/** A subgraph has no schema coordinate. */
const subgraphPath = (name: string): string => `(subgraph ${name})`;
