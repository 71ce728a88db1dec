import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { documentBounds } from '../admission/document-bounds.ts';
import { OperationCache, PreparedOperation } from '../admission/operation-cache.ts';
import { defaultPlanner } from '../planning/operation-planner.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';

const typeDefs = {
  shops: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated"])
    type Query { shops(first: Int): [Shop] mine: Shop @authenticated } type Shop @key(fields: "id") { id: ID! name: String city: String }`,
  stars: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Shop @key(fields: "id") { id: ID! stars: Int }`,
};

/** The operation cache of a gateway over a small supergraph. */
export function shopOperations(): OperationCache {
  const subgraphs = Object.entries(typeDefs).map(([name, sdl]) => ({
    name,
    url: `http://${name}.test`,
    typeDefs: sdl,
  }));
  const graph = new FederatedGraph(composeSupergraph(subgraphs).supergraphSdl, { createPlanner: defaultPlanner });
  return new OperationCache(graph, { authBySubgraphs: false, bounds: documentBounds, knownOperations: new Map() });
}

/** Prepares, plans and runs `count` distinct operations, numbered from `from`: all steps of the gateway except HTTP. */
export async function sendDistinct(operations: OperationCache, from: number, count: number): Promise<void> {
  const { signal } = new AbortController();
  for (let at = from; at < from + count; at++) {
    const source = `query Q${at} { a${at}: shops(first: ${at}) { id name c${at}: city stars } }`;
    const operation = operations.prepare(source, undefined);
    if (!(operation instanceof PreparedOperation)) throw operation[0];
    const executable = operation.admissionFor(null).executable();
    const { errors } = await executable.run({ variables: {}, coerced: {}, fetch: async () => ({ data: {} }), signal });
    if (errors) throw errors[0];
  }
}

/** The size of the heap in bytes after a full garbage collection. */
export function heapUsedAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
