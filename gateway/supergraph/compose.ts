import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, Source } from 'graphql';
import { defaultUrl, type SubgraphName, subgraphNames } from '../../subgraphs/list.ts';

/** One service of the graph: what composition needs to know of it. */
export interface SubgraphSource {
  name: string;
  /** Where the gateway reaches it; written into the supergraph. */
  url: string;
  /** Its schema, as GraphQL SDL with federation directives. */
  typeDefs: string;
}

/** The subgraphs do not make one graph. `errors` has every reason found, and the message lists them, one a line. */
export class CompositionFailed extends Error {
  override readonly name = 'CompositionFailed';
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(`the subgraphs do not compose:\n${errors.map((error) => `  - ${error}`).join('\n')}`);
    this.errors = errors;
  }
}

/**
 * Composes subgraphs into one supergraph. The same input gives the same text, so the result can be committed and compared.
 * Throws CompositionFailed with all syntax errors where a schema does not parse, else with all composition errors.
 */
export function composeSupergraph(subgraphs: readonly SubgraphSource[]): { supergraphSdl: string } {
  const result = composeServices(parseAll(subgraphs));
  if (result.errors) throw new CompositionFailed(result.errors.map(describe));
  return { supergraphSdl: result.supergraphSdl };
}

/** Reads `subgraphs/NAME/schema.graphql` below `root` for each subgraph. A `urls` entry overrides the default URL. Rejects as `readFile` does. */
export function readSubgraphSchemas(
  root: string,
  urls: Partial<Record<SubgraphName, string>> = {},
): Promise<SubgraphSource[]> {
  return Promise.all(
    subgraphNames.map(async (name) => ({
      name,
      url: urls[name] ?? defaultUrl(name),
      typeDefs: await readFile(path.join(root, 'subgraphs', name, 'schema.graphql'), 'utf8'),
    })),
  );
}

/** The schema that clients see: without federation's machinery and without what is `@inaccessible`. */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return supergraph.apiSchema().toGraphQLJSSchema();
}

function parseAll(subgraphs: readonly SubgraphSource[]): { name: string; url: string; typeDefs: DocumentNode }[] {
  const parsed: { name: string; url: string; typeDefs: DocumentNode }[] = [];
  const errors: string[] = [];
  for (const { name, url, typeDefs } of subgraphs) {
    try {
      parsed.push({ name, url, typeDefs: parse(new Source(typeDefs, name)) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const at = error.locations?.[0];
      errors.push(`[${name}${at ? `:${at.line}:${at.column}` : ''}] ${error.message}`);
    }
  }
  if (errors.length > 0) throw new CompositionFailed(errors);
  return parsed;
}

function describe(error: GraphQLError): string {
  const code = error.extensions.code;
  return typeof code === 'string' ? `${code}: ${error.message}` : error.message;
}
