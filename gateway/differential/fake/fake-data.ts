import {
  type GraphQLOutputType,
  getArgumentValues,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';
import { canonical, happens, hash, pick } from '../chance.ts';
import { type FromContext, fieldTypeOf, type Knowledge } from './knowledge.ts';

/** One of the few objects that there are of each type. */
export interface Instance {
  type: string;
  number: number;
  /** What a subgraph was told of it, where it was asked for it as an entity. */
  representation?: JsonObject;
  /** The object that led to it. */
  parent?: Instance;
}

const instancesOfAType = 4;
const rootTypes: readonly string[] = ['Query', 'Mutation', 'Subscription'];

export function isInstance(value: unknown): value is Instance {
  return typeof value === 'object' && value !== null && 'type' in value && 'number' in value;
}

/**
 * JsonObject made up of a seed. A field of an object has the same value whoever resolves it, and each entity has keys that
 * tell which it is.
 */
export class FakeData {
  readonly knowledge: Knowledge;
  readonly #seed: number;

  constructor(knowledge: Knowledge, seed: number) {
    this.knowledge = knowledge;
    this.#seed = seed;
  }

  /** What a field of an object is: leaf values, instances, lists of them, null. */
  valueOf(object: Instance, field: string, args: JsonObject, type: GraphQLOutputType): unknown {
    const isKey = this.#keyFieldsOf(object.type).has(field);
    const needs = this.#needsOf(object, field);
    const seed = hash(this.#seed, object.type, object.number, field, canonical(args), needs);
    if (isKey && isLeafType(isNonNullType(type) ? type.ofType : type)) return keyValue(object, type);
    return this.#make({ object, field }, type, seed, isKey);
  }

  /** The entity that a representation stands for; null where its keys are none. */
  entity(representation: JsonObject): Instance | null {
    const { __typename: type } = representation;
    if (typeof type !== 'string') return null;
    const values = [...this.#keyFieldsOf(type)].map((name) => representation[name]);
    for (const value of values) {
      const [, concrete = '', number] = (typeof value === 'string' && /^(\w+):(\d+)$/.exec(value)) || [];
      if (number && this.knowledge.isOf(concrete, type))
        return { type: concrete, number: Number(number), representation };
    }
    const number = values.find((value) => typeof value === 'number');
    return number === undefined ? null : { type, number, representation };
  }

  /** What the arguments are that a field takes from above, by the objects that led to it. */
  contextOf(object: Instance, field: string): JsonObject {
    const values: JsonObject = {};
    for (const { argument, context, selections } of this.knowledge.fromContext.get(`${object.type}.${field}`) ?? []) {
      const value = this.#fromAbove(object, context, selections);
      if (value !== undefined) values[argument] = value;
    }
    return values;
  }

  #fromAbove({ parent }: Instance, context: FromContext['context'], selections: SelectionSetNode): unknown {
    if (!parent) return undefined;
    if (!this.knowledge.contexts.get(context)?.has(parent.type)) return this.#fromAbove(parent, context, selections);
    return Object.values(this.#select(parent, selections))[0];
  }

  /** Of fields that need others, the others: as they were given, or as they are. */
  #needsOf(object: Instance, field: string): string {
    const { requires, supergraph } = this.knowledge;
    const general = [object.type, ...interfacesOf(supergraph, object.type)];
    const selections = general.map((type) => requires.get(`${type}.${field}`)).find(Boolean);
    if (!selections) return '';
    const { representation } = object;
    return canonical(representation ? given(representation, selections) : this.#select(object, selections));
  }

  #select(object: Instance, { selections }: SelectionSetNode): JsonObject {
    const selected: JsonObject = {};
    for (const each of selections) {
      if (each.kind === Kind.INLINE_FRAGMENT) {
        const condition = each.typeCondition?.name.value ?? object.type;
        if (this.knowledge.isOf(object.type, condition))
          Object.assign(selected, this.#select(object, each.selectionSet));
      }
      if (each.kind !== Kind.FIELD) continue;
      const { value: name } = each.name;
      const definition = fieldTypeOf(this.knowledge.supergraph, object.type, name);
      const value = this.valueOf(object, name, getArgumentValues(definition, each), definition.type);
      const { selectionSet } = each;
      selected[name] = selectionSet ? deep(value, (item: Instance) => this.#select(item, selectionSet)) : value;
    }
    return selected;
  }

  #make(place: { object: Instance; field: string }, type: GraphQLOutputType, seed: number, isSure: boolean): unknown {
    if (isNonNullType(type)) return this.#make(place, type.ofType, seed, true);
    if (!isSure && happens(0.14, hash(seed, 'null'))) return null;
    if (isListType(type)) {
      const length = pick([0, 1, 2, 2, 3, 3], hash(seed, 'length'));
      return Array.from({ length }, (_, index) => this.#make(place, type.ofType, hash(seed, index), false));
    }
    const { object, field } = place;
    if (isEnumType(type)) return pick(this.knowledge.membersOf(object.type, field), seed);
    if (isLeafType(type)) return leafValue(type.name, seed);
    const concrete = pick(this.knowledge.membersOf(object.type, field), hash(seed, 'type'));
    const number = rootTypes.includes(concrete) ? 0 : hash(seed, 'number') % instancesOfAType;
    return { type: concrete, number, parent: object } satisfies Instance;
  }

  #keyFieldsOf(type: string): ReadonlySet<string> {
    const { keyFields, supergraph } = this.knowledge;
    const names = [type, ...interfacesOf(supergraph, type)];
    return new Set(names.flatMap((name) => [...(keyFields.get(name) ?? [])]));
  }
}

function interfacesOf(schema: Knowledge['supergraph'], type: string): string[] {
  const named = schema.getType(type);
  return named && 'getInterfaces' in named ? named.getInterfaces().map(({ name }) => name) : [];
}

function keyValue({ type, number }: Instance, of: GraphQLOutputType): unknown {
  return String(of).startsWith('Int') ? number : `${type}:${number}`;
}

function leafValue(type: string, seed: number): unknown {
  switch (type) {
    case 'Int':
      return pick([0, 1, -7, 41, 2 ** 31 - 1, seed % 1000], seed);
    case 'Float':
      return pick([0, 0.5, -2.25, 3, seed / 1000], seed);
    case 'Boolean':
      return seed % 2 === 0;
    case 'String':
    case 'ID':
      return pick(['', 'a "b" \\ \n é', 'true', `text ${seed % 97}`], seed);
    default:
      return pick<unknown>(
        ['2026-01-01T00:00:00Z', 12, false, [1, [null, 'x']], { a: { __typename: 'B' }, c: [] }],
        seed,
      );
  }
}

function given(object: JsonObject, { selections }: SelectionSetNode): JsonObject {
  const taken: JsonObject = {};
  for (const each of selections) {
    if (each.kind !== Kind.FIELD) continue;
    const { name, selectionSet } = each;
    const value = object[name.value];
    taken[name.value] = selectionSet ? deep(value, (item: JsonObject) => given(item, selectionSet)) : value;
  }
  return taken;
}

/** Lists in lists are gone through; what is no object stays. */
function deep<T extends object>(value: unknown, change: (object: T) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => deep(item, change));
  return typeof value === 'object' && value !== null ? change(value as T) : value;
}
