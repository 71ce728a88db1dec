import { documentBounds } from '../../gateway/admission/document-bounds.ts';
import { OperationCache, PreparedOperation } from '../../gateway/admission/operation-cache.ts';
import { defaultPlanner } from '../../gateway/planning/operation-planner.ts';
import { FederatedGraph } from '../../gateway/supergraph/federated-graph.ts';
import type { SubgraphResponse } from '../../gateway/upstream/subgraph-response.ts';
import type { BenchOperation } from './workloads.ts';

/** The floor's work for an operation: waves of concurrent requests, each a URL and a body, and the answer. */
export interface FloorOperation {
  waves: [url: string, body: string][][];
  answer: { data: unknown };
}

/** Runs an operation once by our executor, and records the requests that it sends together. */
export async function floorOf(
  supergraph: string,
  { query, operationName, variables }: BenchOperation,
): Promise<FloorOperation> {
  const graph = new FederatedGraph(supergraph, { createPlanner: defaultPlanner });
  const operation = new OperationCache(graph, {
    authBySubgraphs: true,
    bounds: documentBounds,
    knownOperations: new Map(),
  }).prepare(query, operationName);
  if (!(operation instanceof PreparedOperation)) throw operation[0];
  const waves: FloorOperation['waves'] = [];
  let wave: { request: [string, string]; answer: (response: SubgraphResponse) => void }[] = [];
  const sendWave = async () => {
    const sent = wave;
    wave = [];
    waves.push(sent.map(({ request }) => request));
    const answers = await Promise.all(sent.map(({ request: [url, body] }) => post(url, body)));
    for (const [at, { answer }] of sent.entries()) answer(answers[at] as SubgraphResponse);
  };
  const executable = operation.admissionFor(null).executable();
  const result = await executable.run({
    variables,
    coerced: variables,
    signal: new AbortController().signal,
    fetch: (subgraph, request) =>
      new Promise((resolve) => {
        // All requests of one turn of the event loop form a wave.
        if (wave.length === 0) setImmediate(() => void sendWave());
        wave.push({ request: [graph.subgraphUrls.get(subgraph) ?? '', JSON.stringify(request)], answer: resolve });
      }),
  });
  if (result.errors) throw result.errors[0];
  return { waves, answer: { data: result.data } };
}

async function post(url: string, body: string): Promise<SubgraphResponse> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return (await response.json()) as SubgraphResponse;
}
