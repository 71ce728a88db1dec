import type { FetchDataRewrite, FetchNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { collectFields, responseKey } from '../../graphql/collect-fields.ts';
import { type OperationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { readFetch } from '../query-plan/fetch-operation.ts';
import { type FetchedFields, fetchedFields } from '../query-plan/fetched-fields.ts';
import { fetchesOf } from '../query-plan/fetches-of.ts';
import { mapFetches, type Plan } from '../query-plan/plan-nodes.ts';
import { stepsOf } from '../query-plan/response-path.ts';
import type { SubgraphMembers } from '../subgraph-members.ts';

/** What the operation asks at a place, of what type its objects are, and what is fetched of them. */
interface Place {
  type: GraphQLCompositeType;
  sets: readonly SelectionSetNode[];
  fetched: FetchedFields;
}

/**
 * Mends a fault of the planner: where an object could come of two subgraphs, and one of them lacks a member of an abstract type below
 * it, the planner asks for that member's fields of neither. Here the subgraph that the object comes of is asked for them, where
 * it has them. The conditions of the operation are to be settled.
 */
export function askForMembers(
  plan: Plan,
  parts: OperationParts,
  schema: GraphQLSchema,
  members: SubgraphMembers,
): Plan {
  if (!members.differ || !plan.node) return plan;
  const placed = [...fetchesOf(plan.node)];
  const paths = new Map(placed.map(({ fetch, path }) => [fetch, path]));
  const root = schema.getRootType(parts.operation.operation);
  if (!root) return plan;
  const start = { type: root, sets: [parts.operation.selectionSet], fetched: fetchedFields(schema, placed) };
  return mapFetches(plan, (fetch) => new Grafting(fetch, parts, schema, members).graft(start, paths.get(fetch) ?? []));
}

class Grafting {
  readonly #fetch: FetchNode;
  readonly #parts: OperationParts;
  readonly #schema: GraphQLSchema;
  readonly #members: SubgraphMembers;
  readonly #rewrites: FetchDataRewrite[] = [];
  readonly #variables = new Set<string>();
  #aliases = 0;

  constructor(fetch: FetchNode, parts: OperationParts, schema: GraphQLSchema, members: SubgraphMembers) {
    this.#fetch = fetch;
    this.#parts = parts;
    this.#schema = schema;
    this.#members = members;
  }

  graft(start: Place, path: readonly (string | number)[]): FetchNode {
    let place: Place | null = start;
    for (const { key } of stepsOf(path)) if (key !== null && place) place = this.#below(place, key);
    if (!place) return this.#fetch;
    const at = place;
    const { operation, fragments } = readFetch(this.#fetch);
    const { selections } = operation.selectionSet;
    const selectionSet: SelectionSetNode = this.#fetch.requires
      ? setOf(selections.map((each) => this.#withSet(each, (set) => this.#set(set, at, at.type, []))))
      : this.#set(operation.selectionSet, at, at.type, []);
    if (this.#rewrites.length === 0) return this.#fetch;
    const had = operation.variableDefinitions ?? [];
    const added = (this.#parts.operation.variableDefinitions ?? []).filter(
      ({ variable: { name } }) =>
        this.#variables.has(name.value) && !had.some(({ variable }) => variable.name.value === name.value),
    );
    const grafted = { ...operation, variableDefinitions: [...had, ...added], selectionSet };
    return {
      ...this.#fetch,
      operation: print(usedDocument({ operation: grafted, fragments })),
      variableUsages: [...new Set([...(this.#fetch.variableUsages ?? []), ...this.#variables])],
      // Those of the planner rename what is on the way.
      outputRewrites: [...this.#rewrites, ...(this.#fetch.outputRewrites ?? [])],
    };
  }

  /** A set of the fetch, with what it lacks below its fields. `type` is the one that its conditions leave of the place's. */
  #set(set: SelectionSetNode, place: Place, type: GraphQLCompositeType, path: readonly string[]): SelectionSetNode {
    const selections = set.selections.map((each): SelectionNode => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return each;
      if (each.kind === Kind.INLINE_FRAGMENT) {
        const condition = each.typeCondition?.name.value;
        const within = condition ? this.#schema.getType(condition) : type;
        if (!isCompositeType(within)) return each;
        const below = condition ? [...path, `... on ${condition}`] : path;
        return { ...each, selectionSet: this.#set(each.selectionSet, place, within, below) };
      }
      const key = responseKey(each);
      return this.#withSet(each, (inner) => {
        const below = this.#below({ ...place, type }, this.#clientKey(key));
        if (!below) return inner;
        const { selections } = this.#set(inner, below, below.type, [...path, key]);
        return setOf([...selections, ...this.#missing(below, [...path, key])]);
      });
    });
    return setOf(selections);
  }

  /** The fields of members that are fetched nowhere though the subgraph that gives the objects has them. */
  #missing({ type, sets, fetched }: Place, path: readonly string[]): SelectionNode[] {
    const isMissing = (key: string, member: string): boolean => !fetched.has(key, member);
    return isAbstractType(type) ? this.#ofMembers(type, sets, path, isMissing) : [];
  }

  /** Each member's fields, under keys of their own: in the subgraph those of two members may differ in whether they can be null. */
  #ofMembers(
    type: GraphQLAbstractType,
    sets: readonly SelectionSetNode[],
    path: readonly string[],
    isWanted: (key: string, member: string) => boolean,
  ): SelectionNode[] {
    return this.#membersOf(type).flatMap((member): SelectionNode[] => {
      const fields = this.#fieldsOf(member, sets).flatMap(([key, nodes]): FieldNode[] => {
        if (!isWanted(key, member.name)) return [];
        const alias = `${key}__member_${this.#aliases++}`;
        const at = [...path, `... on ${member.name}`, alias];
        const field = this.#answerable(member, nodes, at);
        if (!field) return [];
        this.#rewrites.push({ kind: 'KeyRenamer', path: at, renameKeyTo: key });
        return [{ ...field, alias: { kind: Kind.NAME, value: alias } }];
      });
      return fields.length > 0 ? [fragmentOn(member.name, fields)] : [];
    });
  }

  /** A field with as much of what is asked below it as the subgraph has; null where it does not have it. */
  #answerable(type: GraphQLObjectType, nodes: readonly FieldNode[], path: readonly string[]): FieldNode | null {
    const [first] = nodes;
    const definition = first && type.getFields()[first.name.value];
    if (!definition || !this.#members.answers(this.#fetch.serviceName, type.name, first.name.value)) return null;
    const { selectionSet: _, ...field } = first;
    const below = getNamedType(definition.type);
    if (!isCompositeType(below)) return this.#using(field);
    const sets = setsOf(nodes);
    const selections = isAbstractType(below)
      ? this.#ofMembers(below, sets, path, () => true)
      : this.#fieldsOf(below, sets).flatMap(([key, asked]) => this.#answerable(below, asked, [...path, key]) ?? []);
    return this.#using({ ...field, selectionSet: setOf([typename, ...selections]) });
  }

  #using(field: FieldNode): FieldNode {
    visit({ ...field, selectionSet: undefined }, { Variable: ({ name }) => void this.#variables.add(name.value) });
    return field;
  }

  #membersOf(type: GraphQLAbstractType): GraphQLObjectType[] {
    const { serviceName } = this.#fetch;
    return this.#schema.getPossibleTypes(type).filter(({ name }) => this.#members.has(serviceName, type.name, name));
  }

  #fieldsOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): [string, FieldNode[]][] {
    const settled = { ...this.#parts, schema: this.#schema, conditions: new Map() };
    return [...collectFields(settled, type, sets)].filter(([, [first]]) => !first?.name.value.startsWith('__'));
  }

  /** The place below a field; null where the operation asks for none of its key. */
  #below({ type, sets, fetched }: Place, key: string): Place | null {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const found = types.flatMap((each) => {
      const nodes = new Map(this.#fieldsOf(each, sets)).get(key) ?? [];
      const [first] = nodes;
      const below = first && getNamedType(each.getFields()[first.name.value]?.type);
      return isCompositeType(below) ? [{ below, nodes }] : [];
    });
    const [one] = found;
    if (!one) return null;
    const nodes = new Set(found.filter(({ below }) => below === one.below).flatMap((each) => each.nodes));
    return { type: one.below, sets: setsOf([...nodes]), fetched: fetched.below(key, type.name) };
  }

  #clientKey(key: string): string {
    const renamed = this.#fetch.outputRewrites?.find(
      (rewrite) => rewrite.kind === 'KeyRenamer' && rewrite.path.at(-1) === key,
    );
    return renamed?.kind === 'KeyRenamer' ? renamed.renameKeyTo : key;
  }

  #withSet<Node extends SelectionNode>(node: Node, change: (set: SelectionSetNode) => SelectionSetNode): Node {
    return node.kind === Kind.FIELD && node.selectionSet ? { ...node, selectionSet: change(node.selectionSet) } : node;
  }
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });

const setsOf = (nodes: readonly FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap(({ selectionSet }) => selectionSet ?? []);

function fragmentOn(type: string, selections: readonly SelectionNode[]): SelectionNode {
  const name = { kind: Kind.NAME, value: type } as const;
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name },
    selectionSet: setOf(selections),
  };
}
