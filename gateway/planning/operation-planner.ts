import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { type OperationParts, usedDocument } from '../graphql/operation-parts.ts';
import { type WithExecutableDirectives, withDefaultArguments } from './patches/executable-directives.ts';
import { FetchGroupPatch } from './patches/fetch-groups.ts';
import { ownResponseKeys, type WhatMeets, whatMeets } from './patches/own-response-keys.ts';
import { askForMembers } from './patches/partial-members.ts';
import { plannable } from './patches/plannable.ts';
import { type RequiredWithoutArguments, withRequiredWithoutArguments } from './patches/required-arguments.ts';
import { withResolvableKeysAlone } from './patches/resolvable-keys.ts';
import { restoreRequired } from './patches/restore-required.ts';
import { planMutation } from './patches/serial-mutations.ts';
import { settleConditions } from './patches/settled-conditions.ts';
import type { OperationPlan } from './query-plan/operation-plan.ts';
import { mapFetches, type Plan } from './query-plan/plan-nodes.ts';
import { type SubgraphMembers, subgraphMembers } from './subgraph-members.ts';

/** Plans operations by Apollo's planner, whose faults are mended around it, each in a file of its own. */
export class OperationPlanner {
  readonly #apiSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;
  readonly #fetchGroups = new FetchGroupPatch();
  /** What clients see, in the planner's own terms. */
  readonly #schema: Schema;
  readonly #required: RequiredWithoutArguments;
  readonly #standFor: readonly (readonly [string, string])[];
  readonly #meets: WhatMeets;
  readonly #supergraphSchema: GraphQLSchema;
  readonly #members: SubgraphMembers;
  readonly #directives: WithExecutableDirectives['directives'];

  constructor(
    { supergraph, directives }: WithExecutableDirectives,
    supergraphSchema: GraphQLSchema,
    apiSchema: GraphQLSchema,
  ) {
    this.#directives = directives;
    this.#apiSchema = apiSchema;
    this.#supergraphSchema = supergraphSchema;
    this.#members = subgraphMembers(supergraph);
    this.#required = withRequiredWithoutArguments(withResolvableKeysAlone(supergraph), supergraphSchema);
    this.#standFor = [...this.#required.stand].map(([key, { name }]) => [key, name]);
    this.#meets = whatMeets(this.#required.supergraph);
    const mended = Supergraph.build(this.#required.supergraph, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
      // Valid as it came; what is mended may leave an @external that nothing uses.
      validateSupergraph: false,
    });
    this.#schema = mended.apiSchema();
    this.#planner = new QueryPlanner(mended);
  }

  /** Plans a valid operation. Throws for what can't be planned. */
  plan(client: OperationParts): OperationPlan {
    const { parts: own, keyOf, clientKeys } = ownResponseKeys(client, this.#meets);
    const parts = withDefaultArguments(own, this.#directives);
    const keys = { keyOf, clientKeys: new Map([...this.#standFor, ...clientKeys]) };
    const plan = (operation: OperationDefinitionNode): Plan => this.#plan({ ...parts, operation });
    if (parts.operation.operation === 'mutation') {
      const schema = this.#apiSchema;
      return { ...keys, primary: null, under: (conditions) => planMutation({ ...parts, schema, conditions }, plan) };
    }
    if (parts.operation.operation === 'query') {
      return {
        ...keys,
        primary: null,
        under: (conditions) => this.#planWhatCanBe(settleConditions(parts, conditions)),
      };
    }
    // Its primary is subscribed to once, whatever its events.
    const planned = this.#planWhatCanBe(parts);
    const primary = planned.node?.kind === 'Subscription' ? planned.node.primary : null;
    return { ...keys, primary, under: () => planned };
  }

  /** Leaves out what can't be planned. */
  #planWhatCanBe(parts: OperationParts): Plan {
    const { operation, fragments } = parts;
    const withSet = (selectionSet: SelectionSetNode) =>
      this.#plan({ ...parts, operation: { ...operation, selectionSet } });
    try {
      return withSet(operation.selectionSet);
    } catch (error) {
      // Of the operation itself.
      if (error instanceof GraphQLError) throw error;
    }
    return withSet(plannable(operation.selectionSet, fragments, withSet));
  }

  #plan(parts: OperationParts): Plan {
    // Without the fragments of others: the planner would read those with this one's variables.
    const operation = operationFromDocument(this.#schema, usedDocument(parts));
    const planned: Plan = this.#fetchGroups.apply(() => this.#planner.buildQueryPlan(operation));
    const plan =
      parts.operation.operation === 'subscription'
        ? planned
        : askForMembers(planned, parts, this.#supergraphSchema, this.#members);
    if (this.#required.stand.size === 0) return plan;
    return mapFetches(plan, (fetch) => restoreRequired(fetch, this.#required));
  }
}
