import { buildSubgraphSchema } from '@apollo/subgraph';
import { type ExecutionResult, execute, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import type { FetchSubgraph } from '../execution/compile-operation.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import type { SubgraphResponse } from '../upstream/transport.ts';

export interface LocalSubgraph {
  typeDefs: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test has a schema of its own
  resolvers?: any;
  /** Federation 1 has no @link, and types of its own accord are what others extend. */
  federation?: 1 | 2;
}

/** What a subgraph was asked. */
export interface LocalRequest {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
}

/** In place of the subgraph's own answer; rejects as a transport does. */
export type LocalAnswer = (request: LocalRequest, signal: AbortSignal) => SubgraphResponse | Promise<SubgraphResponse>;

export interface RunOptions {
  operationName?: string;
  signal?: AbortSignal;
  primary?: SubgraphResponse;
}

/** A supergraph whose subgraphs are in the process: for what the executor does, without HTTP. */
export interface LocalGraph {
  graph: FederatedGraph;
  /** The requests, the last one last. */
  seen: LocalRequest[];
  answers: Map<string, LocalAnswer>;
  run(query: string, variables?: Record<string, unknown>, options?: RunOptions): Promise<ExecutionResult>;
}

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@interfaceObject", "@composeDirective", "@extends", "@inaccessible", "@override", "@context", "@fromContext"])\n`;

/**
 * Composes subgraphs, by name, under federation 2.9 unless they say otherwise. Throws CompositionFailed. `change` makes of the supergraph
 * what another composition might have.
 */
export function localGraph(
  subgraphs: Record<string, LocalSubgraph>,
  change: (supergraph: string) => string = (supergraph) => supergraph,
): LocalGraph {
  const linked = Object.entries(subgraphs).map(([name, { typeDefs, resolvers, federation = 2 }]) => ({
    name,
    url: `http://${name}.test`,
    typeDefs: federation === 1 ? typeDefs : header + typeDefs,
    resolvers,
  }));
  const graph = new FederatedGraph(change(composeSupergraph(linked).supergraphSdl));
  const schemas = new Map(
    linked.map(({ name, typeDefs, resolvers = {} }) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers }]),
    ]),
  );
  const seen: LocalRequest[] = [];
  const answers: LocalGraph['answers'] = new Map();

  const fetch: FetchSubgraph = async (subgraph, { query, operationName, variables }, signal) => {
    // As they are on the wire.
    const request = JSON.parse(JSON.stringify({ subgraph, query, variables: variables ?? {} })) as LocalRequest;
    seen.push(request);
    const answer = answers.get(subgraph);
    if (answer) return answer(request, signal);
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
          variableValues: request.variables,
        });
    return JSON.parse(JSON.stringify(result)) as SubgraphResponse;
  };

  return {
    graph,
    seen,
    answers,
    run: async (query, variables = {}, { operationName, signal = new AbortController().signal, primary } = {}) => {
      const document = parse(query);
      const [invalid] = validate(graph.apiSchema, document);
      if (invalid) throw invalid;
      const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
      const { coerced, errors } = getVariableValues(graph.apiSchema, definitions, variables);
      if (errors) throw errors[0];
      const { executable } = graph.plan(document, operationName);
      return executable.run({ variables, coerced, fetch, signal, ...(primary ? { primary } : {}) });
    },
  };
}

/** Where each error of a result is. */
export function errorPaths({ errors = [] }: ExecutionResult): string[] {
  return errors.map(({ path }) => (path ?? ['(no path)']).join('.'));
}
