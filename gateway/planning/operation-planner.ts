import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type FetchNode, type PlanNode, QueryPlanner } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { defineOneOf } from '../graphql/one-of.ts';
import { type OperationParts, usedDocument } from '../graphql/operation-parts.ts';
import { possibleSelections } from '../graphql/possible-selections.ts';
import { addMemberRoots, type MemberRoots } from './member-roots.ts';
import { withBoundedProducts } from './patches/bound-products.ts';
import { type DefaultRootTypes, defaultRootTypes } from './patches/default-root-types.ts';
import { distinctResponseKeys, plannerFieldsOf } from './patches/distinct-response-keys.ts';
import { dropIntrospection } from './patches/drop-introspection.ts';
import { dropUnresolvableKeys } from './patches/drop-unresolvable-keys.ts';
import {
  addDefaultArguments,
  type ExecutableDirectives,
  unlinkExecutableDirectives,
} from './patches/executable-directives.ts';
import { FetchGroupPatch } from './patches/fetch-groups.ts';
import { graftMembers } from './patches/graft-members.ts';
import { withInterfaceFields } from './patches/interface-fields.ts';
import { withoutDetours } from './patches/interface-object-detours.ts';
import { planMutation } from './patches/plan-mutation.ts';
import { plannablePart } from './patches/plannable-part.ts';
import { PreferMembersPatch } from './patches/prefer-members.ts';
import { protectLiterals } from './patches/protect-literals.ts';
import { restoreRequired } from './patches/restore-required.ts';
import { selectTypenames } from './patches/select-typenames.ts';
import { settleConditions } from './patches/settle-conditions.ts';
import { type RequiredSubstitutes, substituteRequired } from './patches/substitute-required.ts';
import { unnameRootTypes } from './patches/unname-root-types.ts';
import { refusalOf } from './patches/validate-fetches.ts';
import {
  defaultPlannerOptions,
  PlanLimitExceeded,
  type Planner,
  type PlannerOptions,
  type PlanRequest,
} from './planner.ts';
import { fetchedFields } from './query-plan/fetched-fields.ts';
import { fetchesOf } from './query-plan/fetches-of.ts';
import type { OperationPlan } from './query-plan/operation-plan.ts';
import { mapFetches, type Plan } from './query-plan/plan-nodes.ts';
import { unfetchedField } from './query-plan/unfetched-field.ts';
import { type SubgraphMembers, subgraphMembers } from './subgraph-members.ts';

/** Plans operations with Apollo's planner. Each file of `patches` works around one of its faults. */
export class OperationPlanner implements Planner {
  readonly #options: PlannerOptions;
  readonly #rootTypes: DefaultRootTypes;
  readonly #apiSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;
  readonly #fetchGroups = new FetchGroupPatch();
  readonly #preferMembers = new PreferMembersPatch();
  /** The API schema as the planner represents it. */
  readonly #schema: Schema;
  readonly #substitutes: RequiredSubstitutes;
  /** The names of the fields that substitutes replace, by the names of the substitutes. */
  readonly #substituteKeys: readonly (readonly [string, string])[];
  readonly #plannerFields: ReadonlySet<string>;
  readonly #supergraphSchema: GraphQLSchema;
  readonly #subgraphSchemas: ReadonlyMap<string, GraphQLSchema>;
  readonly #members: SubgraphMembers;
  readonly #memberRoots: MemberRoots;
  /** The supergraph as the planner knows it. */
  readonly #plannerSchema: GraphQLSchema;
  readonly #directives: ExecutableDirectives['directives'];

  constructor(document: DocumentNode, options: PlannerOptions) {
    const { supergraph: unlinked, directives } = unlinkExecutableDirectives(document);
    this.#rootTypes = defaultRootTypes(unlinked);
    const { supergraph } = this.#rootTypes;
    const built = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
    this.#options = options;
    this.#directives = directives;
    this.#apiSchema = built.apiSchema().toGraphQLJSSchema();
    this.#supergraphSchema = built.schema.toGraphQLJSSchema();
    this.#subgraphSchemas = new Map(
      [...built.subgraphs().values()].map(({ name, schema }) => [name, schema.toGraphQLJSSchema()]),
    );
    this.#members = subgraphMembers(supergraph);
    this.#substitutes = substituteRequired(dropUnresolvableKeys(supergraph), this.#supergraphSchema);
    this.#substituteKeys = [...this.#substitutes.originals].map(([key, { name }]) => [key, name]);
    this.#plannerFields = plannerFieldsOf(this.#substitutes.supergraph);
    this.#memberRoots = addMemberRoots(this.#substitutes.supergraph, this.#members.partial, this.#apiSchema);
    const patched = Supergraph.build(this.#memberRoots.supergraph, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
      // The supergraph was validated before. A patch may leave an @external that nothing uses.
      validateSupergraph: false,
    });
    this.#schema = patched.apiSchema();
    this.#plannerSchema = this.#members.partial.size > 0 ? patched.schema.toGraphQLJSSchema() : this.#supergraphSchema;
    this.#planner = new QueryPlanner(patched, {
      debug: { pathsLimit: options.paths, maxEvaluatedPlans: options.plans },
    });
  }

  /**
   * Plans a valid operation.
   *
   * @throws PlanLimitExceeded when the planner compares too many paths; GraphQLError when the operation is at fault; any other error
   * when no plan exists.
   */
  plan({ operation: client, conditions }: PlanRequest): OperationPlan {
    const settled = this.#rootTypes.toDefault(dropIntrospection(settleConditions(client, conditions)));
    const { parts: distinct, keys, clientKeys } = distinctResponseKeys(settled, this.#plannerFields);
    const { parts: guarded, clientVariables, restore } = protectLiterals(distinct, this.#apiSchema);
    const parts = addDefaultArguments(guarded, this.#directives);
    const invalidFetches: string[] = [];
    const plan = mapFetches(this.#planParts(parts), (fetch) => {
      const typed = selectTypenames(restore(fetch), this.#supergraphSchema, this.#subgraphSchemas, this.#members);
      return this.#fetch(typed, invalidFetches);
    });
    if (this.#options.unplannable === 'fail' && !this.#fetchesAll(distinct, plan)) throw unplannableError();
    return {
      plan: this.#rootTypes.fromDefault(plan),
      keys,
      clientKeys: new Map([...this.#substituteKeys, ...clientKeys]),
      clientVariables,
      invalidFetches,
    };
  }

  async stop(): Promise<void> {}

  #planParts(parts: OperationParts): Plan {
    if (parts.operation.operation !== 'mutation') return this.#planPlannable(parts);
    const settled = { ...parts, schema: this.#apiSchema, conditions: new Map() };
    const fail = this.#options.unplannable === 'fail' ? unplannableError : null;
    return planMutation(settled, (operation) => this.#plan({ ...parts, operation }), fail);
  }

  #planPlannable(parts: OperationParts): Plan {
    const { operation, fragments } = parts;
    const withSet = (selectionSet: SelectionSetNode) =>
      this.#plan({ ...parts, operation: { ...operation, selectionSet } });
    const fail = this.#options.unplannable === 'fail' ? unplannableError : null;
    return planWithout(operation.selectionSet, fragments, withSet, fail);
  }

  #plan(parts: OperationParts): Plan {
    const plan = this.#graft(parts);
    if (this.#substitutes.originals.size === 0) return plan;
    return mapFetches(plan, (fetch) => restoreRequired(fetch, this.#substitutes));
  }

  #graft(parts: OperationParts): Plan {
    return graftMembers(this.#buildPlan(parts), parts, {
      schema: this.#plannerSchema,
      members: this.#members,
      planMember: (subgraph, member, fields) => {
        const field = this.#memberRoots.fieldOf(subgraph, member);
        return field === undefined
          ? null
          : this.#planMember(parts, field, this.#onMember(member, fields, parts.fragments));
      },
    });
  }

  /** The fields as they are valid on a member, whose fields may have narrower types than those of the interface that they were selected on. */
  #onMember(member: string, fields: readonly FieldNode[], fragments: OperationParts['fragments']): FieldNode[] {
    const schema = this.#plannerSchema;
    const type = schema.getType(member);
    return fields.map((field) => {
      const definition = isObjectType(type) ? type.getFields()[field.name.value] : undefined;
      const below = getNamedType(definition?.type);
      if (!field.selectionSet || !isCompositeType(below)) return field;
      return { ...field, selectionSet: possibleSelections(schema, below, field.selectionSet, fragments) };
    });
  }

  /** Plans fields of an object as those of the root field that returns it. What cannot be planned is null in the response. */
  #planMember(parts: OperationParts, root: string, fields: readonly FieldNode[]): Plan | null {
    const { operation, fragments } = parts;
    const withSet = (set: SelectionSetNode) => {
      const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: root }, selectionSet: set };
      const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [field] };
      const query: OperationDefinitionNode = { ...operation, operation: OperationTypeNode.QUERY, selectionSet };
      return this.#graft({ ...parts, operation: query });
    };
    return planWithout({ kind: Kind.SELECTION_SET, selections: fields }, fragments, withSet, null);
  }

  #buildPlan(parts: OperationParts): Plan {
    // The planner would read the fragments of other operations with the variables of this one.
    const operation = operationFromDocument(this.#schema, usedDocument(parts));
    const buildPlan = () => this.#fetchGroups.apply(() => this.#planner.buildQueryPlan(operation));
    const preferring = () => (this.#members.partial.size > 0 ? this.#preferMembers.apply(buildPlan) : buildPlan());
    const build = () => withBoundedProducts(() => withoutDetours(preferring));
    try {
      return build();
    } catch (error) {
      if (!isLimitError(error)) throw error;
    }
    try {
      return withInterfaceFields(build);
    } catch {
      throw new PlanLimitExceeded('paths', this.#options.paths);
    }
  }

  /** The planner leaves a field out without an error when no object can have it. */
  #fetchesAll(parts: OperationParts, { node }: Plan): boolean {
    const settled = { ...parts, schema: this.#apiSchema, conditions: new Map() };
    return unfetchedField(settled, fetchedFields(this.#supergraphSchema, node ? fetchesOf(node) : [])) === null;
  }

  /** A fetch that its subgraph would refuse loses everything in it. It is left out of the plan, and its fields are null. */
  #fetch(planned: FetchNode, invalidFetches: string[]): PlanNode {
    const schema = this.#subgraphSchemas.get(planned.serviceName);
    if (!schema) throw new Error(`no schema of ${planned.serviceName}`);
    const fetch = unnameRootTypes(planned, schema);
    const refusal = refusalOf(fetch, schema);
    if (refusal === null) return fetch;
    invalidFetches.push(refusal);
    return { kind: 'Parallel', nodes: [] };
  }
}

/** Creates a planner for a supergraph's SDL. */
export function operationPlanner(supergraph: string, options: PlannerOptions): OperationPlanner {
  return new OperationPlanner(defineOneOf(parse(supergraph)), options);
}

/**
 * Plans a selection set, or its part that can be planned. With `fail`, throws that error when the whole set cannot be planned.
 */
function planWithout(
  set: SelectionSetNode,
  fragments: OperationParts['fragments'],
  plan: (set: SelectionSetNode) => Plan,
  fail: (() => GraphQLError) | null,
): Plan {
  try {
    return plan(set);
  } catch (error) {
    // A GraphQLError refuses the operation itself.
    if (error instanceof GraphQLError || error instanceof PlanLimitExceeded) throw error;
    if (fail) throw fail();
  }
  return plan(plannablePart(set, fragments, plan));
}

/** Creates a planner with the default options. */
export const defaultPlanner = (supergraph: string): OperationPlanner =>
  operationPlanner(supergraph, defaultPlannerOptions);

/** The planner throws plain errors when it reaches a limit, and RangeErrors when it reaches one of the engine. */
const isLimitError = (error: unknown): boolean =>
  error instanceof RangeError ||
  (error instanceof Error &&
    /^(Too many options generated|Number of non-local selections exceeds)/.test(error.message));

const unplannableError = (): GraphQLError =>
  new GraphQLError('No subgraph can resolve a part of the operation.', {
    extensions: { code: 'OPERATION_NOT_ALLOWED' },
  });
