/** A small supergraph that tries some of federation's features. */
export interface SupergraphCase {
  name: string;
  /** The schema of each subgraph, without the link to the federation specification. */
  subgraphs: Readonly<Record<string, string>>;
  /** The planner's own limits: it takes for ever over deep operations, or refuses some. */
  isHardToPlan?: boolean;
}
