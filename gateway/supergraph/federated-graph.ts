import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, isInterfaceType, Kind, parse, print } from 'graphql';
import { AuthPolicy } from '../admission/auth-policy.ts';
import { compileOperation, type ExecutableOperation } from '../execution/compile-operation.ts';
import { operationParts, usedDocument } from '../execution/operation-parts.ts';
import { plannerSupergraph } from '../planning/planner-supergraph.ts';

export type Plan = QueryPlan & { node?: QueryPlan['node'] | SubscriptionNode };

/** An operation that was planned, and what runs it. */
export interface PlannedOperation {
  plan: Plan;
  executable: ExecutableOperation;
}

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
  /** With every type and field that any subgraph has. */
  readonly supergraphSchema: GraphQLSchema;
  /** The names of its interfaces. */
  readonly interfaces: ReadonlySet<string>;
  readonly sdl: string;
  readonly #planner: QueryPlanner;
  /** What clients see, in the planner's own terms. */
  readonly #plannerSchema: Schema;
  readonly #operations = new Map<string, PlannedOperation>();
  readonly #keys = new WeakMap<DocumentNode, Map<string | undefined, string>>();

  constructor(sdl: string, urls: Partial<Record<string, string>> = {}) {
    const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
    const supergraph = Supergraph.build(sdl, { supportedFeatures });
    this.sdl = sdl;
    this.apiSchema = supergraph.apiSchema().toGraphQLJSSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    const types = Object.values(this.supergraphSchema.getTypeMap());
    this.interfaces = new Set(types.filter(isInterfaceType).map(({ name }) => name));
    const document = parse(sdl);
    const mended = plannerSupergraph(document);
    const planned = mended === document ? supergraph : Supergraph.build(mended, { supportedFeatures });
    this.#plannerSchema = planned.apiSchema();
    this.#planner = new QueryPlanner(planned);
    this.policy = new AuthPolicy(document);
    this.subgraphUrls = new Map([...urlsOf(document)].map(([name, url]) => [name, urls[name] ?? url]));
  }

  /** The plan of one operation of a valid document. Throws a GraphQLError for what can't be planned. */
  plan(document: DocumentNode, operationName: string | undefined): Plan {
    return this.planned(document, operationName).plan;
  }

  /** One operation of a valid document, planned and compiled. Throws a GraphQLError for what can't be planned. */
  planned(document: DocumentNode, operationName: string | undefined): PlannedOperation {
    const key = this.#keyOf(document, operationName);
    let planned = this.#operations.get(key);
    if (planned) this.#operations.delete(key);
    else planned = this.#build(document, operationName);
    this.#operations.set(key, planned);
    if (this.#operations.size > maxPlans) this.#operations.delete(this.#operations.keys().next().value as string);
    return planned;
  }

  #build(document: DocumentNode, operationName: string | undefined): PlannedOperation {
    // Without the fragments of others: the planner would read those with this one's variables.
    const used = usedDocument(operationParts(document, operationName));
    const operation = operationFromDocument(this.#plannerSchema, used, { operationName });
    const plan: Plan = this.#planner.buildQueryPlan(operation);
    return { plan, executable: compileOperation(this, plan, document, operationName) };
  }

  /** A document that comes again as the same object is not printed again. */
  #keyOf(document: DocumentNode, operationName: string | undefined): string {
    const known = this.#keys.get(document);
    let key = known?.get(operationName);
    if (key === undefined) {
      key = `${operationName ?? ''}\n${print(document)}`;
      if (known) known.set(operationName, key);
      else this.#keys.set(document, new Map([[operationName, key]]));
    }
    return key;
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
