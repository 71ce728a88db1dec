import { parse } from 'graphql';
import { operationParts } from '../../../graphql/operation-parts.ts';
import { defaultPlanner } from '../../../planning/operation-planner.ts';
import { composeSupergraph } from '../../../supergraph/compose.ts';
import { FederatedGraph } from '../../../supergraph/federated-graph.ts';
import type { ListSizing } from '../list-sizes.ts';
import { compileOperationCost, type OperationCost } from '../operation-cost.ts';

const link =
  '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@interfaceObject", "@cost", "@listSize"])';

/** The graph of subgraphs with these schemas, by name, which may use `@cost` and `@listSize`. */
export function pricedGraph(schemas: Record<string, string>, listSizing?: ListSizing): FederatedGraph {
  const sources = Object.entries(schemas).map(([name, schema]) => ({
    name,
    url: `http://${name}.test`,
    typeDefs: schema.includes('extend schema') ? schema : `extend schema ${link}\n${schema}`,
  }));
  const { supergraphSdl } = composeSupergraph(sources);
  return new FederatedGraph(supergraphSdl, { createPlanner: defaultPlanner, ...(listSizing ? { listSizing } : {}) });
}

/** The compiled cost of an operation. */
export const costOf = ({ costs }: FederatedGraph, query: string): OperationCost =>
  compileOperationCost(costs, operationParts(parse(query), undefined));
