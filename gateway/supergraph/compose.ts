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

/** A fault that composition found. */
export interface CompositionFault {
  /** Apollo's code, such as INVALID_FIELD_SHARING; undefined for a syntax error. */
  code: string | undefined;
  message: string;
  /** Where the subgraphs define what is at fault. Composition does not know it for every fault. */
  places: readonly { subgraph: string; line: number; column: number }[];
}

/** The subgraphs do not compose. `faults` has every fault that composition found; the message lists them, one a line. */
export class CompositionFailed extends Error {
  override readonly name = 'CompositionFailed';
  readonly faults: readonly CompositionFault[];
  /** The faults as lines of text. */
  readonly errors: readonly string[];

  constructor(faults: readonly CompositionFault[]) {
    const errors = faults.map(describeFault);
    super(`the subgraphs do not compose:\n${errors.map((error) => `  - ${error}`).join('\n')}`);
    this.faults = faults;
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
  if (result.errors) throw new CompositionFailed(result.errors.map(compositionFault));
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
    throw new CompositionFailed([{ code: 'INVALID_GRAPHQL', message: (error as Error).message, places: [] }]);
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
  const faults: CompositionFault[] = [];
  for (const { name, url, typeDefs } of subgraphs) {
    try {
      parsed.push({ name, url, typeDefs: defineOneOf(parse(new Source(typeDefs, name))) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const places = (error.locations ?? []).map(({ line, column }) => ({ subgraph: name, line, column }));
      faults.push({ code: undefined, message: error.message, places });
    }
  }
  if (faults.length > 0) throw new CompositionFailed(faults);
  return parsed;
}

function compositionFault({ extensions, message, nodes = [] }: GraphQLError): CompositionFault {
  const places = nodes.flatMap((node) => {
    // The node of a definition begins at its description.
    const loc = ('description' in node && 'name' in node && node.description && node.name?.loc) || node.loc;
    return loc ? [{ subgraph: loc.source.name, line: loc.startToken.line, column: loc.startToken.column }] : [];
  });
  return { code: typeof extensions.code === 'string' ? extensions.code : undefined, message, places };
}

function describeFault({ code, message, places: [at] }: CompositionFault): string {
  if (code !== undefined) return `${code}: ${message}`;
  return at ? `[${at.subgraph}:${at.line}:${at.column}] ${message}` : message;
}
