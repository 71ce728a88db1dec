import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, Source } from 'graphql';
import { defaultUrl, type SubgraphName, subgraphNames } from '../../subgraphs/list.ts';

/** The input of composition for one subgraph. */
export interface SubgraphSource {
  name: string;
  /** Written into the supergraph; the gateway sends requests there. */
  url: string;
  /** The schema in SDL, with federation directives. */
  typeDefs: string;
}

/** The subgraphs do not compose. `errors` has every fault that composition found; the message lists them, one a line. */
export class CompositionFailed extends Error {
  override readonly name = 'CompositionFailed';
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(`the subgraphs do not compose:\n${errors.map((error) => `  - ${error}`).join('\n')}`);
    this.errors = errors;
  }
}

/**
 * Composes subgraphs into one supergraph. The same input always yields the same text, so that the result can be committed and
 * compared.
 *
 * @throws CompositionFailed with every syntax error, or with every composition error when all schemas parse.
 */
export function composeSupergraph(subgraphs: readonly SubgraphSource[]): { supergraphSdl: string } {
  const result = composeServices(parseAll(subgraphs));
  if (result.errors) throw new CompositionFailed(result.errors.map(formatCompositionError));
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

/** The schema that clients see, without federation's own definitions and `@inaccessible` elements. */
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

function formatCompositionError(error: GraphQLError): string {
  const code = error.extensions.code;
  return typeof code === 'string' ? `${code}: ${error.message}` : error.message;
}
