import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, type GraphQLSchema, isInterfaceType, parse } from 'graphql';
import { AuthPolicy } from '../admission/auth-policy.ts';
import { compileOperation } from '../execution/compile-operation.ts';
import type { PlannedOperation } from '../execution/request.ts';
import { Variants } from '../execution/variants.ts';
import { operationParts } from '../graphql/operation-parts.ts';
import { subgraphsOf } from '../planning/join-directives.ts';
import { OperationPlanner } from '../planning/operation-planner.ts';
import { unlinkExecutableDirectives } from '../planning/patches/executable-directives.ts';

/** A supergraph ready to serve: its schemas, authorization rules, subgraphs and query planner. */
export class FederatedGraph {
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly policy: AuthPolicy;
  /** The URL of each subgraph, by name. */
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** The schema with every subgraph's types and fields. */
  readonly supergraphSchema: GraphQLSchema;
  /** The names of the supergraph's interfaces. */
  readonly interfaces: ReadonlySet<string>;
  readonly sdl: string;
  /** The cache of compiled operations. */
  readonly variants = new Variants();
  readonly #planner: OperationPlanner;

  constructor(sdl: string, urls: Partial<Record<string, string>> = {}) {
    const linked = unlinkExecutableDirectives(parse(sdl));
    const document = linked.supergraph;
    const supergraph = Supergraph.build(document, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
    // Throws when the subgraphs cannot be extracted from the supergraph.
    supergraph.subgraphs();
    this.sdl = sdl;
    this.apiSchema = supergraph.apiSchema().toGraphQLJSSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    const types = Object.values(this.supergraphSchema.getTypeMap());
    this.interfaces = new Set(types.filter(isInterfaceType).map(({ name }) => name));
    this.#planner = new OperationPlanner(linked, this.supergraphSchema, this.apiSchema);
    this.policy = new AuthPolicy(document);
    this.subgraphUrls = new Map([...subgraphsOf(document).values()].map(({ name, url }) => [name, urls[name] ?? url]));
  }

  /** Plans and compiles one operation of a valid document. An operation without a plan fails here or when it runs. */
  plan(document: DocumentNode, operationName: string | undefined): PlannedOperation {
    const parts = operationParts(document, operationName);
    const plan = this.#planner.plan(parts);
    return { plan, executable: compileOperation(this, parts, plan) };
  }
}
