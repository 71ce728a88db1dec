import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, type GraphQLSchema, isInterfaceType, parse } from 'graphql';
import { AuthPolicy } from '../admission/auth-policy.ts';
import { compileOperation } from '../execution/compile-operation.ts';
import type { ExecutableOperation } from '../execution/request.ts';
import { Variants } from '../execution/variants.ts';
import { defineOneOf } from '../graphql/one-of.ts';
import { operationParts } from '../graphql/operation-parts.ts';
import { subgraphsOf } from '../planning/join-directives.ts';
import { operationPlanner } from '../planning/operation-planner.ts';
import { defaultRootTypes } from '../planning/patches/default-root-types.ts';
import { unlinkExecutableDirectives } from '../planning/patches/executable-directives.ts';
import { defaultPlannerOptions, type Planner } from '../planning/planner.ts';
import { makeApiSchema } from './api-schema.ts';
import { type SubscriptionDirectives, subscriptionDirectives } from './subscription-directives.ts';

export interface FederatedGraphOptions {
  /** URLs that replace those of the supergraph, by subgraph. */
  urls?: Partial<Record<string, string>>;
  /** Creates the planner of a supergraph; by default one in this thread. */
  createPlanner?: (supergraph: string) => Planner;
}

const inProcessPlanner = (supergraph: string): Planner => operationPlanner(supergraph, defaultPlannerOptions);

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
  readonly subscriptions: SubscriptionDirectives;
  readonly sdl: string;
  /** The cache of compiled operations. */
  readonly variants = new Variants();
  readonly planner: Planner;

  constructor(sdl: string, { urls = {}, createPlanner = inProcessPlanner }: FederatedGraphOptions = {}) {
    const document = defineOneOf(parse(sdl));
    const { supergraph: unlinked } = unlinkExecutableDirectives(document);
    const supergraph = Supergraph.build(unlinked, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
    // Both throw when the supergraph cannot be planned.
    defaultRootTypes(unlinked);
    supergraph.subgraphs();
    this.sdl = sdl;
    this.apiSchema = makeApiSchema(supergraph, document);
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    const types = Object.values(this.supergraphSchema.getTypeMap());
    this.interfaces = new Set(types.filter(isInterfaceType).map(({ name }) => name));
    this.subscriptions = subscriptionDirectives(supergraph);
    this.policy = new AuthPolicy(unlinked);
    this.subgraphUrls = new Map([...subgraphsOf(unlinked).values()].map(({ name, url }) => [name, urls[name] ?? url]));
    this.planner = createPlanner(sdl);
  }

  /** Makes one operation of a valid document executable. It is planned when it first runs. */
  compile(document: DocumentNode, operationName: string | undefined, isKnown = false): ExecutableOperation {
    return compileOperation(this, operationParts(document, operationName), isKnown);
  }
}
