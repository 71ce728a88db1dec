import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, type GraphQLSchema, isInterfaceType, parse } from 'graphql';
import { AuthPolicy } from '../admission/auth-policy.ts';
import type { CostSchema } from '../admission/cost/field-costs.ts';
import { defaultListSizing, type ListSizing } from '../admission/cost/list-sizes.ts';
import { costSchema } from '../admission/cost/operation-cost.ts';
import { compilePlanCosts } from '../admission/cost/plan-costs.ts';
import { compileResponseCost } from '../admission/cost/response-cost.ts';
import { type CacheRules, cacheRules } from '../caching/cache-rules.ts';
import { compileOperation, type PlannedOperation } from '../execution/compile-operation.ts';
import type { ExecutableOperation, RunCosts } from '../execution/request.ts';
import { Variants } from '../execution/variants.ts';
import { defineOneOf } from '../graphql/one-of.ts';
import { operationParts } from '../graphql/operation-parts.ts';
import { subgraphsOf } from '../planning/join-directives.ts';
import { defaultRootTypes } from '../planning/patches/default-root-types.ts';
import { unlinkExecutableDirectives } from '../planning/patches/executable-directives.ts';
import type { Planner } from '../planning/planner.ts';
import { makeApiSchema } from './api-schema.ts';
import { type SubscriptionDirectives, subscriptionDirectives } from './subscription-directives.ts';

export interface FederatedGraphOptions {
  /** URLs that replace those of the supergraph, by subgraph. */
  urls?: Partial<Record<string, string>>;
  /** Creates the planner of a supergraph. */
  createPlanner: (supergraph: string) => Planner;
  /** Called when an operation is compiled, for each fetch that was left out because its subgraph would refuse it: a fault of the planner. */
  onInvalidFetch?: ((fault: string) => void) | undefined;
  /** How the lengths of lists are estimated. */
  listSizing?: ListSizing;
}

/** A supergraph ready to serve: its schemas, authorization rules, subgraphs and query planner. */
export class FederatedGraph {
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly policy: AuthPolicy;
  /** What the costs of operations are compiled with. */
  readonly costs: CostSchema;
  /** The URL of each subgraph, by name. */
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** The schema with every subgraph's types and fields. */
  readonly supergraphSchema: GraphQLSchema;
  /** The names of the supergraph's interfaces. */
  readonly interfaces: ReadonlySet<string>;
  readonly subscriptions: SubscriptionDirectives;
  /** Null when nothing is cached. */
  readonly cacheRules: CacheRules | null;
  readonly sdl: string;
  /** The cache of compiled operations. */
  readonly variants = new Variants();
  readonly planner: Planner;
  readonly onInvalidFetch: (fault: string) => void;

  /** Throws when the supergraph is invalid or cannot be planned. */
  constructor(
    sdl: string,
    { urls = {}, createPlanner, onInvalidFetch = () => {}, listSizing = defaultListSizing }: FederatedGraphOptions,
  ) {
    this.sdl = sdl;
    this.onInvalidFetch = onInvalidFetch;
    // First, because planning workers start while this thread builds the schemas.
    this.planner = createPlanner(sdl);
    try {
      const document = defineOneOf(parse(sdl));
      const { supergraph: unlinked } = unlinkExecutableDirectives(document);
      const supergraph = Supergraph.build(unlinked, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
      // Both throw when the supergraph cannot be planned.
      defaultRootTypes(unlinked);
      supergraph.subgraphs();
      this.apiSchema = makeApiSchema(supergraph, document);
      this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
      const types = Object.values(this.supergraphSchema.getTypeMap());
      this.interfaces = new Set(types.filter(isInterfaceType).map(({ name }) => name));
      this.subscriptions = subscriptionDirectives(supergraph);
      this.policy = new AuthPolicy(unlinked);
      this.costs = costSchema(supergraph, this.supergraphSchema, listSizing);
      const subgraphs = subgraphsOf(unlinked);
      this.cacheRules = cacheRules(supergraph, new Map([...subgraphs].map(([graph, { name }]) => [graph, name])));
      this.subgraphUrls = new Map([...subgraphs.values()].map(({ name, url }) => [name, urls[name] ?? url]));
    } catch (error) {
      void this.planner.stop();
      throw error;
    }
  }

  /** Compiles the costs of a planned operation. */
  readonly compileCosts = ({ parts, conditions, plan, keyOf }: PlannedOperation): RunCosts => ({
    bySubgraph: compilePlanCosts(this.costs, plan),
    ofResponse: compileResponseCost(this.costs, { ...parts, conditions, keyOf }),
  });

  /** Makes one operation of a valid document executable. It is planned when it first runs. */
  compile(document: DocumentNode, operationName: string | undefined, isKnown = false): ExecutableOperation {
    return compileOperation(this, operationParts(document, operationName), isKnown);
  }
}
