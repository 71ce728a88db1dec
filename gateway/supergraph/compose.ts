import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, Source } from 'graphql';
import { defaultUrl, type SubgraphName, subgraphNames } from '../../subgraphs/list.ts';
import { defineOneOf } from '../graphql/one-of.ts';
import { makeApiSchema } from './api-schema.ts';
import { dropCopiedRules } from './drop-copied-rules.ts';
import { restoreLost } from './restore-lost.ts';

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
  const parsed = parseAll(subgraphs);
  const result = composeServices(parsed);
  if (result.errors) throw new CompositionFailed(result.errors.map(formatCompositionError));
  const supergraphSdl = restoreLost(
    dropCopiedRules(result.supergraphSdl),
    parsed.map(({ typeDefs }) => typeDefs),
  );
  // The inputs of several subgraphs may be invalid together, once they are under @oneOf.
  if (supergraphSdl !== result.supergraphSdl) assertValid(supergraphSdl);
  return { supergraphSdl };
}

function assertValid(supergraphSdl: string): void {
  try {
    apiSchemaOf(supergraphSdl);
  } catch (error) {
    throw new CompositionFailed([(error as Error).message]);
  }
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
  const document = defineOneOf(parse(supergraphSdl));
  const supergraph = Supergraph.build(document, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return makeApiSchema(supergraph, document);
}

function parseAll(subgraphs: readonly SubgraphSource[]): { name: string; url: string; typeDefs: DocumentNode }[] {
  const parsed: { name: string; url: string; typeDefs: DocumentNode }[] = [];
  const errors: string[] = [];
  for (const { name, url, typeDefs } of subgraphs) {
    try {
      parsed.push({ name, url, typeDefs: defineOneOf(parse(new Source(typeDefs, name))) });
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
