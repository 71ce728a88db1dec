import type { FetchDataRewrite, FetchNode, PlanNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { collectFields } from '../../graphql/collect-fields.ts';
import { responseKey } from '../../graphql/field-identity.ts';
import { inlineFragments } from '../../graphql/inline-fragments.ts';
import { type OperationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { readFetch } from '../query-plan/fetch-operation.ts';
import { type FetchedFields, fetchedFields } from '../query-plan/fetched-fields.ts';
import { fetchesOf } from '../query-plan/fetches-of.ts';
import { mapFetches, type Plan } from '../query-plan/plan-nodes.ts';
import { type PlanPath, stepsOf } from '../query-plan/response-path.ts';
import type { SubgraphMembers } from '../subgraph-members.ts';
import { type Place, placeMember } from './planned-member.ts';

/** What members are grafted with. */
export interface GraftContext {
  /** The planner's supergraph. */
  schema: GraphQLSchema;
  members: SubgraphMembers;
  /** Plans fields of an object that a subgraph has returned. The first fetch goes to it. Returns null when there is no plan. */
  planMember(subgraph: string, member: string, fields: readonly FieldNode[]): Plan | null;
}

/** A position of the response: the type of its objects, the client's selections on them, and the fetched fields. */
interface Position {
  type: GraphQLCompositeType;
  /** The type that the fetch's subgraph declares for the position. */
  own: GraphQLCompositeType;
  sets: readonly SelectionSetNode[];
  fetched: FetchedFields;
}

/**
 * Patches a fault of Apollo's planner (2.14): when two subgraphs can resolve an object, and one of them lacks a member of an abstract type
 * below it, the planner fetches that member's fields from no subgraph. The result selects them in the fetch that gets the object, with
 * the member's keys, and fetches from other subgraphs what this one lacks. The operation must have no conditions. It can go when
 * `gateway/audit/partial-union.test.ts` and `graft-members.test.ts` pass without it.
 */
export function graftMembers(plan: Plan, parts: OperationParts, context: GraftContext): Plan {
  const { schema, members } = context;
  const root = schema.getRootType(parts.operation.operation);
  if (members.partial.size === 0 || !plan.node || !root) return plan;
  const placed = [...fetchesOf(plan.node)];
  const paths = new Map(placed.map(({ fetch, path }) => [fetch, path]));
  const start = { type: root, own: root, sets: [parts.operation.selectionSet], fetched: fetchedFields(schema, placed) };
  return mapFetches(plan, (fetch) => new Graft(fetch, parts, context).apply(start, paths.get(fetch) ?? []));
}

/** Adds the fields of members to one fetch. */
class Graft {
  readonly #fetch: FetchNode;
  readonly #parts: OperationParts;
  readonly #context: GraftContext;
  readonly #rewrites: FetchDataRewrite[] = [];
  readonly #variables = new Set<string>();
  readonly #after: PlanNode[] = [];
  #aliases = 0;

  constructor(fetch: FetchNode, parts: OperationParts, context: GraftContext) {
    this.#fetch = fetch;
    this.#parts = parts;
    this.#context = context;
  }

  /** Returns the fetch, followed by others when they complete members. */
  apply(start: Position, path: PlanPath): PlanNode {
    let position: Position | null = start;
    for (const { key } of stepsOf(path)) if (key !== null && position) position = this.#below(position, key);
    if (!position) return this.#fetch;
    const root = position;
    const { operation, fragments } = readFetch(this.#fetch);
    const inlined = inlineFragments(operation.selectionSet, fragments);
    const graft = (set: SelectionSetNode) => this.#set(set, root, root.type, { path: [], response: [] });
    const selectionSet: SelectionSetNode = this.#fetch.requires
      ? setOf(inlined.selections.map((each) => withSet(each, graft)))
      : graft(inlined);
    if (this.#rewrites.length === 0) return this.#fetch;
    const declared = operation.variableDefinitions ?? [];
    const added = (this.#parts.operation.variableDefinitions ?? []).filter(
      ({ variable: { name } }) =>
        this.#variables.has(name.value) && !declared.some(({ variable }) => variable.name.value === name.value),
    );
    const grafted = { ...operation, variableDefinitions: [...declared, ...added], selectionSet };
    const fetch: FetchNode = {
      ...this.#fetch,
      operation: print(usedDocument({ operation: grafted, fragments })),
      variableUsages: [...new Set([...(this.#fetch.variableUsages ?? []), ...this.#variables])],
      // The planner's rewrites may rename fields on the paths of these, so they run last.
      outputRewrites: [...this.#rewrites, ...(this.#fetch.outputRewrites ?? [])],
    };
    if (this.#after.length === 0) return fetch;
    return { kind: 'Sequence', nodes: [fetch, { kind: 'Parallel', nodes: this.#after }] };
  }

  /** Adds the missing fields below each field of a set. `type` is the position's type, or that of the type condition around the set. */
  #set(set: SelectionSetNode, position: Position, type: GraphQLCompositeType, place: Place): SelectionSetNode {
    const { schema } = this.#context;
    const selections = set.selections.map((each): SelectionNode => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return each;
      if (each.kind === Kind.INLINE_FRAGMENT) {
        const condition = each.typeCondition?.name.value;
        const within = condition ? schema.getType(condition) : type;
        if (!isCompositeType(within)) return each;
        const below = condition ? onCondition(place, condition) : place;
        return { ...each, selectionSet: this.#set(each.selectionSet, position, within, below) };
      }
      const key = responseKey(each);
      return withSet(each, (inner) => {
        const clientKey = this.#clientKey(key);
        const below = this.#below({ ...position, type }, clientKey);
        if (!below) return inner;
        const items = Array.from({ length: below.lists }, () => '@');
        const inside = { path: [...place.path, key], response: [...place.response, clientKey, ...items] };
        const { selections } = this.#set(inner, below, below.type, inside);
        return setOf([...selections, ...this.#missing(below, inside)]);
      });
    });
    return setOf(selections);
  }

  /** Selects the members' fields that no fetch selects. */
  #missing({ type, own, sets, fetched }: Position, place: Place): SelectionNode[] {
    if (!isAbstractType(type)) return [];
    const { schema, members, planMember } = this.#context;
    const { serviceName } = this.#fetch;
    // The subgraph may declare a narrower type than the supergraph: a member, or another abstract type.
    const isMember = (member: GraphQLObjectType): boolean =>
      member === own || (isAbstractType(own) && members.has(serviceName, own.name, member.name));
    return schema
      .getPossibleTypes(type)
      .filter(isMember)
      .flatMap((member): SelectionNode[] => {
        const fields = this.#fieldsOf(member, sets).filter(([key]) => !fetched.has(key, member.name));
        if (fields.length === 0) return [];
        const nodes = fields.flatMap(([, each]) => each);
        const plan = planMember(serviceName, member.name, nodes);
        // Distinct aliases: fields of two members with one key may differ in nullability in the subgraph.
        const alias = (key: string): string => `${key}__member_${this.#aliases++}`;
        const planned = plan && placeMember(plan, onCondition(place, member.name), alias);
        if (!planned) return [];
        this.#rewrites.push(...planned.rewrites);
        if (planned.after.length > 0) this.#after.push({ kind: 'Sequence', nodes: planned.after });
        for (const name of planned.variables) this.#variables.add(name);
        return [fragmentOn(member.name, planned.selectionSet)];
      });
  }

  #ownType(parent: GraphQLObjectType, field: string, type: GraphQLCompositeType): GraphQLCompositeType {
    const name = this.#context.members.ownType(this.#fetch.serviceName, parent.name, field);
    const own = name === undefined ? undefined : this.#context.schema.getType(name);
    return isCompositeType(own) ? own : type;
  }

  #fieldsOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): [string, FieldNode[]][] {
    const settled = { ...this.#parts, schema: this.#context.schema, conditions: new Map() };
    return [...collectFields(settled, type, sets)].filter(([, [first]]) => !first?.name.value.startsWith('__'));
  }

  /** The position below a field, and how deep its lists are; null when the operation selects no object under its key. */
  #below({ type, sets, fetched }: Position, key: string): (Position & { lists: number }) | null {
    const types = isAbstractType(type) ? this.#context.schema.getPossibleTypes(type) : [type];
    const found = types.flatMap((each) => {
      const nodes = new Map(this.#fieldsOf(each, sets)).get(key) ?? [];
      const [first] = nodes;
      const field = first && each.getFields()[first.name.value];
      const below = getNamedType(field?.type);
      if (!first || !field || !isCompositeType(below)) return [];
      return [{ below, own: this.#ownType(each, first.name.value, below), nodes, lists: listsOf(field.type) }];
    });
    const [first] = found;
    if (!first) return null;
    const nodes = new Set(found.filter(({ below }) => below === first.below).flatMap((each) => each.nodes));
    return {
      type: first.below,
      own: first.own,
      sets: setsOf([...nodes]),
      fetched: fetched.below(key, type.name),
      lists: first.lists,
    };
  }

  #clientKey(key: string): string {
    const renamed = this.#fetch.outputRewrites?.find(
      (rewrite) => rewrite.kind === 'KeyRenamer' && rewrite.path.at(-1) === key,
    );
    return renamed?.kind === 'KeyRenamer' ? renamed.renameKeyTo : key;
  }
}

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });

const setsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap(({ selectionSet }) => selectionSet ?? []);

function withSet<Node extends SelectionNode>(node: Node, change: (set: SelectionSetNode) => SelectionSetNode): Node {
  return node.kind === Kind.FIELD && node.selectionSet ? { ...node, selectionSet: change(node.selectionSet) } : node;
}

function listsOf(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listsOf(type.ofType);
  return isListType(type) ? 1 + listsOf(type.ofType) : 0;
}

/** As in the planner's own plans, a path in the response has no conditions. The representations of a fetch have the right types. */
const onCondition = ({ path, response }: Place, condition: string): Place => ({
  path: [...path, `... on ${condition}`],
  response,
});

function fragmentOn(type: string, selectionSet: SelectionSetNode): SelectionNode {
  const name = { kind: Kind.NAME, value: type } as const;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition: { kind: Kind.NAMED_TYPE, name }, selectionSet };
}
