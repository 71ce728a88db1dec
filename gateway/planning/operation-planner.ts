import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { type OperationParts, usedDocument } from '../graphql/operation-parts.ts';
import { distinctResponseKeys, type KeyCollisions, keyCollisions } from './patches/distinct-response-keys.ts';
import { dropUnresolvableKeys } from './patches/drop-unresolvable-keys.ts';
import { addDefaultArguments, type ExecutableDirectives } from './patches/executable-directives.ts';
import { FetchGroupPatch } from './patches/fetch-groups.ts';
import { graftMembers } from './patches/graft-members.ts';
import { planMutation } from './patches/plan-mutation.ts';
import { plannablePart } from './patches/plannable-part.ts';
import { restoreRequired } from './patches/restore-required.ts';
import { settleConditions } from './patches/settle-conditions.ts';
import { type RequiredSubstitutes, substituteRequired } from './patches/substitute-required.ts';
import type { OperationPlan } from './query-plan/operation-plan.ts';
import { mapFetches, type Plan } from './query-plan/plan-nodes.ts';
import { type SubgraphMembers, subgraphMembers } from './subgraph-members.ts';

/** Plans operations with Apollo's planner. Each file of `patches` works around one of its faults. */
export class OperationPlanner {
  readonly #apiSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;
  readonly #fetchGroups = new FetchGroupPatch();
  /** The API schema as the planner represents it. */
  readonly #schema: Schema;
  readonly #substitutes: RequiredSubstitutes;
  /** The names of the fields that substitutes replace, by the names of the substitutes. */
  readonly #substituteKeys: readonly (readonly [string, string])[];
  readonly #collisions: KeyCollisions;
  readonly #supergraphSchema: GraphQLSchema;
  readonly #members: SubgraphMembers;
  readonly #directives: ExecutableDirectives['directives'];

  constructor(
    { supergraph, directives }: ExecutableDirectives,
    supergraphSchema: GraphQLSchema,
    apiSchema: GraphQLSchema,
  ) {
    this.#directives = directives;
    this.#apiSchema = apiSchema;
    this.#supergraphSchema = supergraphSchema;
    this.#members = subgraphMembers(supergraph);
    this.#substitutes = substituteRequired(dropUnresolvableKeys(supergraph), supergraphSchema);
    this.#substituteKeys = [...this.#substitutes.originals].map(([key, { name }]) => [key, name]);
    this.#collisions = keyCollisions(this.#substitutes.supergraph);
    const patched = Supergraph.build(this.#substitutes.supergraph, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
      // The supergraph was validated before. A patch may leave an @external that nothing uses.
      validateSupergraph: false,
    });
    this.#schema = patched.apiSchema();
    this.#planner = new QueryPlanner(patched);
  }

  /** Plans a valid operation. Throws when it cannot be planned. */
  plan(client: OperationParts): OperationPlan {
    const { parts: distinct, keyOf, clientKeys } = distinctResponseKeys(client, this.#collisions);
    const parts = addDefaultArguments(distinct, this.#directives);
    const keys = { keyOf, clientKeys: new Map([...this.#substituteKeys, ...clientKeys]) };
    const plan = (operation: OperationDefinitionNode): Plan => this.#plan({ ...parts, operation });
    if (parts.operation.operation === 'mutation') {
      const schema = this.#apiSchema;
      return { ...keys, primary: null, under: (conditions) => planMutation({ ...parts, schema, conditions }, plan) };
    }
    if (parts.operation.operation === 'query') {
      return {
        ...keys,
        primary: null,
        under: (conditions) => this.#planPlannable(settleConditions(parts, conditions)),
      };
    }
    // The gateway subscribes to the primary once, under any conditions, so the plan keeps its condition nodes.
    const planned = this.#planPlannable(parts);
    const primary = planned.node?.kind === 'Subscription' ? planned.node.primary : null;
    return { ...keys, primary, under: () => planned };
  }

  /** Plans the operation without the fields that cannot be planned. */
  #planPlannable(parts: OperationParts): Plan {
    const { operation, fragments } = parts;
    const withSet = (selectionSet: SelectionSetNode) =>
      this.#plan({ ...parts, operation: { ...operation, selectionSet } });
    try {
      return withSet(operation.selectionSet);
    } catch (error) {
      // A GraphQLError refuses the operation itself.
      if (error instanceof GraphQLError) throw error;
    }
    return withSet(plannablePart(operation.selectionSet, fragments, withSet));
  }

  #plan(parts: OperationParts): Plan {
    // The planner would read the fragments of other operations with the variables of this one.
    const operation = operationFromDocument(this.#schema, usedDocument(parts));
    const planned: Plan = this.#fetchGroups.apply(() => this.#planner.buildQueryPlan(operation));
    const plan =
      parts.operation.operation === 'subscription'
        ? planned
        : graftMembers(planned, parts, this.#supergraphSchema, this.#members);
    if (this.#substitutes.originals.size === 0) return plan;
    return mapFetches(plan, (fetch) => restoreRequired(fetch, this.#substitutes));
  }
}
