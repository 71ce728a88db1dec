import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  getOperationAST,
  getVariableValues,
  parse,
  validate,
} from 'graphql';
import { parseJson, stringifyJson } from '#platform/lossless-json.ts';
import { convertVariables } from '../graphql/long-integers.ts';
import { defaultPlanner } from '../planning/operation-planner.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph, type FederatedGraphOptions } from '../supergraph/federated-graph.ts';
import type { FetchSubgraph, SubgraphResponse } from '../upstream/subgraph-response.ts';
import { executableSchema, type Resolvers } from './executable-schema.ts';

export interface LocalSubgraph {
  /** Without a link to the federation specification: `localGraph` adds it. */
  typeDefs: string;
  resolvers?: Resolvers;
  /** A federation 1 schema has no `@link`, and its types need no `@shareable`. */
  federation?: 1 | 2;
}

/** A request that a subgraph received. */
export interface LocalRequest {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Responds in place of a subgraph's schema. Rejects as a transport does. */
export type SubgraphStub = (request: LocalRequest, signal: AbortSignal) => SubgraphResponse | Promise<SubgraphResponse>;

export interface RunOptions {
  operationName?: string;
  signal?: AbortSignal;
  /** The event of a subscription. */
  primary?: SubgraphResponse;
}

/** A supergraph whose subgraphs run in this process: tests the planner and the executor without HTTP. */
export interface LocalGraph {
  graph: FederatedGraph;
  /** The requests to all subgraphs, in order. */
  requests: LocalRequest[];
  /** The subgraph of each request, in order. */
  requestedSubgraphs(): string[];
  /** The stubbed subgraphs, by name. */
  stubs: Map<string, SubgraphStub>;
  /** Forgets the requests and the stubs. */
  reset(): void;
  /** Plans and runs an operation. Throws the first error of its validation or of its variables. */
  run(query: string, variables?: Record<string, unknown>, options?: RunOptions): Promise<ExecutionResult>;
}

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@interfaceObject", "@composeDirective", "@extends", "@inaccessible", "@override", "@context", "@fromContext"])\n`;

/**
 * Composes subgraphs, by name, under federation 2.9 unless one says otherwise. `change` edits the supergraph SDL, to test
 * one that another composition made; `options` are the graph's own.
 *
 * @throws CompositionFailed
 */
export function localGraph(
  subgraphs: Record<string, LocalSubgraph>,
  change: (supergraph: string) => string = (supergraph) => supergraph,
  options: FederatedGraphOptions = { createPlanner: defaultPlanner },
): LocalGraph {
  const linked = Object.entries(subgraphs).map(([name, { typeDefs, resolvers, federation = 2 }]) => ({
    name,
    url: `http://${name}.test`,
    typeDefs: federation === 1 ? typeDefs : header + typeDefs,
    resolvers,
  }));
  const graph = new FederatedGraph(change(composeSupergraph(linked).supergraphSdl), options);
  const schemas = new Map(linked.map(({ name, typeDefs, resolvers }) => [name, executableSchema(typeDefs, resolvers)]));
  const requests: LocalRequest[] = [];
  const stubs: LocalGraph['stubs'] = new Map();

  const fetch: FetchSubgraph = async (subgraph, { query, operationName, variables }, signal) => {
    // Through JSON, as on the wire.
    const request = parseJson(stringifyJson({ subgraph, query, variables: variables ?? {} })) as LocalRequest;
    requests.push(request);
    const stub = stubs.get(subgraph);
    if (stub) return stub(request, signal);
    const schema = schemas.get(subgraph);
    if (!schema) throw new Error(`no subgraph ${subgraph}`);
    const document = parse(query);
    const invalid = validate(schema, document);
    const result = invalid[0]
      ? { errors: invalid }
      : await execute({
          schema,
          document,
          operationName: operationName ?? null,
          variableValues: convertVariables(schema, definitionsOf(document, operationName), request.variables),
        });
    return parseJson(stringifyJson(result)) as SubgraphResponse;
  };

  return {
    graph,
    requests,
    requestedSubgraphs: () => requests.map(({ subgraph }) => subgraph),
    stubs,
    reset: () => {
      requests.length = 0;
      stubs.clear();
    },
    run: async (query, variables = {}, { operationName, signal = new AbortController().signal, primary } = {}) => {
      const document = parse(query);
      const [invalid] = validate(graph.apiSchema, document);
      if (invalid) throw invalid;
      const definitions = definitionsOf(document, operationName);
      const converted = convertVariables(graph.apiSchema, definitions, variables);
      const { coerced, errors } = getVariableValues(graph.apiSchema, definitions, converted);
      if (errors) throw errors[0];
      const executable = graph.compile(document, operationName);
      return executable.run({ variables: converted, coerced, fetch, signal, ...(primary ? { primary } : {}) });
    },
  };
}

const definitionsOf = (document: DocumentNode, operationName: string | undefined) =>
  getOperationAST(document, operationName)?.variableDefinitions ?? [];

/** The path of each error, such as `trip.stops.0`. */
export function errorPaths({ errors = [] }: ExecutionResult): string[] {
  return errors.map(({ path }) => (path ?? ['(no path)']).join('.'));
}
