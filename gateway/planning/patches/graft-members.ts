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
import { collectFields } from '../../graphql/collect-fields.ts';
import { responseKey } from '../../graphql/field-identity.ts';
import { type OperationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { readFetch } from '../query-plan/fetch-operation.ts';
import { type FetchedFields, fetchedFields } from '../query-plan/fetched-fields.ts';
import { fetchesOf } from '../query-plan/fetches-of.ts';
import { mapFetches, type Plan } from '../query-plan/plan-nodes.ts';
import { stepsOf } from '../query-plan/response-path.ts';
import type { SubgraphMembers } from '../subgraph-members.ts';

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
 * below it, the planner selects that member's fields in neither. The result selects them in the fetch that gets the object, if its
 * subgraph has them. The operation must have no conditions. It can go when `gateway/audit/partial-union.test.ts` passes without it.
 */
export function graftMembers(plan: Plan, parts: OperationParts, schema: GraphQLSchema, members: SubgraphMembers): Plan {
  if (!members.differ || !plan.node) return plan;
  const placed = [...fetchesOf(plan.node)];
  const paths = new Map(placed.map(({ fetch, path }) => [fetch, path]));
  const root = schema.getRootType(parts.operation.operation);
  if (!root) return plan;
  const start = { type: root, own: root, sets: [parts.operation.selectionSet], fetched: fetchedFields(schema, placed) };
  return mapFetches(plan, (fetch) => new Graft(fetch, parts, schema, members).apply(start, paths.get(fetch) ?? []));
}

/** Adds the fields of members to one fetch. */
class Graft {
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

  apply(start: Position, path: readonly (string | number)[]): FetchNode {
    let position: Position | null = start;
    for (const { key } of stepsOf(path)) if (key !== null && position) position = this.#below(position, key);
    if (!position) return this.#fetch;
    const root = position;
    const { operation, fragments } = readFetch(this.#fetch);
    const { selections } = operation.selectionSet;
    const selectionSet: SelectionSetNode = this.#fetch.requires
      ? setOf(selections.map((each) => this.#withSet(each, (set) => this.#set(set, root, root.type, []))))
      : this.#set(operation.selectionSet, root, root.type, []);
    if (this.#rewrites.length === 0) return this.#fetch;
    const declared = operation.variableDefinitions ?? [];
    const added = (this.#parts.operation.variableDefinitions ?? []).filter(
      ({ variable: { name } }) =>
        this.#variables.has(name.value) && !declared.some(({ variable }) => variable.name.value === name.value),
    );
    const grafted = { ...operation, variableDefinitions: [...declared, ...added], selectionSet };
    return {
      ...this.#fetch,
      operation: print(usedDocument({ operation: grafted, fragments })),
      variableUsages: [...new Set([...(this.#fetch.variableUsages ?? []), ...this.#variables])],
      // The planner's rewrites may rename fields on the paths of these, so they run last.
      outputRewrites: [...this.#rewrites, ...(this.#fetch.outputRewrites ?? [])],
    };
  }

  /** Adds the missing fields below each field of a set. `type` is the position's type, or that of the type condition around the set. */
  #set(
    set: SelectionSetNode,
    position: Position,
    type: GraphQLCompositeType,
    path: readonly string[],
  ): SelectionSetNode {
    const selections = set.selections.map((each): SelectionNode => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return each;
      if (each.kind === Kind.INLINE_FRAGMENT) {
        const condition = each.typeCondition?.name.value;
        const within = condition ? this.#schema.getType(condition) : type;
        if (!isCompositeType(within)) return each;
        const below = condition ? [...path, `... on ${condition}`] : path;
        return { ...each, selectionSet: this.#set(each.selectionSet, position, within, below) };
      }
      const key = responseKey(each);
      return this.#withSet(each, (inner) => {
        const below = this.#below({ ...position, type }, this.#clientKey(key));
        if (!below) return inner;
        const { selections } = this.#set(inner, below, below.type, [...path, key]);
        return setOf([...selections, ...this.#missing(below, [...path, key])]);
      });
    });
    return setOf(selections);
  }

  /** Selects the members' fields that no fetch selects, and that the subgraph has. */
  #missing({ type, own, sets, fetched }: Position, path: readonly string[]): SelectionNode[] {
    const isMissing = (key: string, member: string): boolean => !fetched.has(key, member);
    return isAbstractType(type) ? this.#ofMembers(type, own, sets, path, isMissing) : [];
  }

  /** Selects each member's fields under distinct aliases: fields of two members with one key may differ in nullability in the subgraph. */
  #ofMembers(
    type: GraphQLAbstractType,
    own: GraphQLCompositeType,
    sets: readonly SelectionSetNode[],
    path: readonly string[],
    isIncluded: (key: string, member: string) => boolean,
  ): SelectionNode[] {
    return this.#membersOf(type, own).flatMap((member): SelectionNode[] => {
      const fields = this.#fieldsOf(member, sets).flatMap(([key, nodes]): FieldNode[] => {
        if (!isIncluded(key, member.name)) return [];
        const alias = `${key}__member_${this.#aliases++}`;
        const at = [...path, `... on ${member.name}`, alias];
        const field = this.#resolvable(member, nodes, at);
        if (!field) return [];
        this.#rewrites.push({ kind: 'KeyRenamer', path: at, renameKeyTo: key });
        return [{ ...field, alias: { kind: Kind.NAME, value: alias } }];
      });
      return fields.length > 0 ? [fragmentOn(member.name, fields)] : [];
    });
  }

  /** The field with the selections below it that the subgraph resolves; null when it does not resolve the field. */
  #resolvable(type: GraphQLObjectType, nodes: readonly FieldNode[], path: readonly string[]): FieldNode | null {
    const [first] = nodes;
    const definition = first && type.getFields()[first.name.value];
    if (!definition || !this.#members.resolves(this.#fetch.serviceName, type.name, first.name.value)) return null;
    const { selectionSet: _, ...field } = first;
    const below = getNamedType(definition.type);
    if (!isCompositeType(below)) return this.#withVariables(field);
    const sets = setsOf(nodes);
    const own = this.#ownType(type, first.name.value, below);
    const selections = isAbstractType(below)
      ? this.#ofMembers(below, own, sets, path, () => true)
      : this.#fieldsOf(below, sets).flatMap(([key, each]) => this.#resolvable(below, each, [...path, key]) ?? []);
    return this.#withVariables({ ...field, selectionSet: setOf([typename, ...selections]) });
  }

  /** Records the variables of the field's arguments and directives. */
  #withVariables(field: FieldNode): FieldNode {
    visit({ ...field, selectionSet: undefined }, { Variable: ({ name }) => void this.#variables.add(name.value) });
    return field;
  }

  /** The members that objects can have in the subgraph, which may declare a narrower type than the supergraph: a member, or another abstract type. */
  #membersOf(type: GraphQLAbstractType, own: GraphQLCompositeType): GraphQLObjectType[] {
    const { serviceName } = this.#fetch;
    return this.#schema
      .getPossibleTypes(type)
      .filter(
        (member) => member === own || (isAbstractType(own) && this.#members.has(serviceName, own.name, member.name)),
      );
  }

  #ownType(parent: GraphQLObjectType, field: string, type: GraphQLCompositeType): GraphQLCompositeType {
    const name = this.#members.ownType(this.#fetch.serviceName, parent.name, field);
    const own = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(own) ? own : type;
  }

  #fieldsOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): [string, FieldNode[]][] {
    const settled = { ...this.#parts, schema: this.#schema, conditions: new Map() };
    return [...collectFields(settled, type, sets)].filter(([, [first]]) => !first?.name.value.startsWith('__'));
  }

  /** The position below a field; null when the operation selects no object under its key. */
  #below({ type, sets, fetched }: Position, key: string): Position | null {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const found = types.flatMap((each) => {
      const nodes = new Map(this.#fieldsOf(each, sets)).get(key) ?? [];
      const [first] = nodes;
      const below = first && getNamedType(each.getFields()[first.name.value]?.type);
      return isCompositeType(below) ? [{ below, own: this.#ownType(each, first?.name.value ?? '', below), nodes }] : [];
    });
    const [first] = found;
    if (!first) return null;
    const nodes = new Set(found.filter(({ below }) => below === first.below).flatMap((each) => each.nodes));
    return { type: first.below, own: first.own, sets: setsOf([...nodes]), fetched: fetched.below(key, type.name) };
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
