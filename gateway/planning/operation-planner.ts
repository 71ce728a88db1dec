import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type FetchNode, type QueryPlan, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Conditions } from '../execution/conditions.ts';
import { type OperationParts, usedDocument } from '../execution/operation-parts.ts';
import { withResolvableKeysAlone } from './resolvable-keys.ts';
import { planMutation } from './serial-mutations.ts';

export type Plan = QueryPlan & { node?: QueryPlan['node'] | SubscriptionNode };

/** What is fetched for an operation. */
export interface OperationPlan {
  /** The plan where conditions are settled, which may still have others in it. Throws for what can't be planned. */
  under(conditions: Conditions): Plan;
  /** What a subscription subscribes to. */
  primary: FetchNode | null;
}

/** Plans operations by Apollo's planner, whose faults are mended around it, each in a file of its own. */
export class OperationPlanner {
  readonly #apiSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;
  /** What clients see, in the planner's own terms. */
  readonly #schema: Schema;

  constructor(supergraph: DocumentNode, apiSchema: GraphQLSchema) {
    const mended = Supergraph.build(withResolvableKeysAlone(supergraph), {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    });
    this.#apiSchema = apiSchema;
    this.#schema = mended.apiSchema();
    this.#planner = new QueryPlanner(mended);
  }

  /** Plans a valid operation. Throws for what can't be planned. */
  plan(parts: OperationParts): OperationPlan {
    const { operation, fragments } = parts;
    const plan = (part: OperationDefinitionNode): Plan => {
      // Without the fragments of others: the planner would read those with this one's variables.
      const used = usedDocument({ operation: part, fragments });
      return this.#planner.buildQueryPlan(operationFromDocument(this.#schema, used));
    };
    if (operation.operation === 'mutation') {
      return {
        primary: null,
        under: (conditions) => planMutation({ ...parts, schema: this.#apiSchema, conditions }, plan),
      };
    }
    const planned = plan(operation);
    return { primary: planned.node?.kind === 'Subscription' ? planned.node.primary : null, under: () => planned };
  }
}
