import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, Kind, parse, print } from 'graphql';
import { AuthPolicy } from '../admission/auth-policy.ts';

export type Plan = QueryPlan & { node?: QueryPlan['node'] | SubscriptionNode };

const maxPlans = 1_000;

/**
 * A supergraph ready to serve: the schema that clients see, who answers where, what the auth directives ask for, and plans
 * of operations, of which the thousand that were last used are kept.
 */
export class FederatedGraph {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly policy: AuthPolicy;
  /** The URL of each subgraph, by name. */
  readonly subgraphUrls: ReadonlyMap<string, string>;
  /** For the executor: the same schemas in the planner's own terms. */
  readonly plannerSchema: Schema;
  readonly supergraphSchema: GraphQLSchema;
  readonly sdl: string;
  readonly #planner: QueryPlanner;
  readonly #plans = new Map<string, Plan>();

  constructor(sdl: string, urls: Partial<Record<string, string>> = {}) {
    const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
    this.sdl = sdl;
    this.plannerSchema = supergraph.apiSchema();
    this.apiSchema = this.plannerSchema.toGraphQLJSSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.#planner = new QueryPlanner(supergraph);
    const document = parse(sdl);
    this.policy = new AuthPolicy(document);
    this.subgraphUrls = new Map([...urlsOf(document)].map(([name, url]) => [name, urls[name] ?? url]));
  }

  /** The plan of one operation of a valid document. Throws a GraphQLError for what can't be planned. */
  plan(document: DocumentNode, operationName: string | undefined): Plan {
    const key = `${operationName ?? ''}\n${print(document)}`;
    const known = this.#plans.get(key);
    if (known) this.#plans.delete(key);
    const plan =
      known ?? this.#planner.buildQueryPlan(operationFromDocument(this.plannerSchema, document, { operationName }));
    this.#plans.set(key, plan);
    if (this.#plans.size > maxPlans) this.#plans.delete(this.#plans.keys().next().value as string);
    return plan;
  }
}

/** `enum join__Graph { TRIPS @join__graph(name: "trips", url: "http://...") }` */
function* urlsOf(document: DocumentNode): Iterable<[string, string]> {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { directives = [] } of definition.values ?? []) {
      const graph = directives.find(({ name }) => name.value === 'join__graph');
      const argument = (wanted: string): string => {
        const value = graph?.arguments?.find(({ name }) => name.value === wanted)?.value;
        return value?.kind === Kind.STRING ? value.value : '';
      };
      yield [argument('name'), argument('url')];
    }
  }
}
