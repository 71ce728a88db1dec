/** A small supergraph that uses some features of federation. */
export interface SupergraphDefinition {
  name: string;
  /** The schema of each subgraph, by name, without the link to the federation specification. */
  subgraphs: Readonly<Record<string, string>>;
  /** Whether the planner takes too long over deep operations or refuses some. Makes the operations simpler. */
  isHardToPlan?: boolean;
  /** Whether fields return types that only some of their subgraphs have. No entity of another subgraph may be below these. */
  hasPartialMembers?: boolean;
  /** The subgraphs that write IDs as JSON integers. The IDs in keys are then integers beyond 2^53, and have no interfaces. */
  writesIntegers?: readonly string[];
}
