import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  getArgumentValues,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';
import { canonicalJson } from '../canonical-json.ts';
import { happens, hash, pick } from '../random.ts';
import { isCustomScalar, readValue } from './custom-scalars.ts';
import { type FederationModel, fieldDefinitionOf } from './federation-model.ts';

/** A fake object. Its type and number identify it. */
export interface FakeObject {
  type: string;
  number: number;
  /** The representation in the `_entities` request, when the object is an entity that was fetched by its key. */
  representation?: JsonObject;
  /** The object whose field returned this one. */
  parent?: FakeObject;
}

const objectsPerType = 4;
/** The items of the longest list. */
export const longestList = 3;
/** A custom scalar whose keys are integers. */
const longScalar = 'Long';
/** The first integer key. A JavaScript number would round it. */
const firstLongKey = 2n ** 53n + 1n;
const rootTypes: readonly string[] = ['Query', 'Mutation', 'Subscription'];

export function isFakeObject(value: unknown): value is FakeObject {
  return typeof value === 'object' && value !== null && 'type' in value && 'number' in value;
}

/**
 * Deterministic data from a seed. Every subgraph resolves a field of an object to the same value, and the keys of an
 * entity identify it.
 */
export class FakeData {
  readonly model: FederationModel;
  readonly #seed: number;

  constructor(model: FederationModel, seed: number) {
    this.model = model;
    this.#seed = seed;
  }

  /** The value of a field: a leaf value, an object, a list, or null. */
  valueOf(object: FakeObject, field: string, args: JsonObject, type: GraphQLOutputType): unknown {
    const isKey = this.#keyFieldsOf(object.type).has(field);
    const required = this.#requiredValuesOf(object, field);
    const seed = hash(this.#seed, object.type, object.number, field, canonicalJson(args), required);
    if (isKey && isLeafType(isNonNullType(type) ? type.ofType : type))
      return this.#keyValue(object, getNamedType(type));
    return this.#make({ object, field }, type, seed, isKey);
  }

  /** The entity that a representation identifies; null when none of its keys is valid. */
  entity(representation: JsonObject): FakeObject | null {
    const { __typename: type } = representation;
    if (typeof type !== 'string') return null;
    const values = [...this.#keyFieldsOf(type)].map((name) => this.#readKey(type, name, representation[name]));
    for (const value of values) {
      const [, concrete = '', number] = (typeof value === 'string' && /^(\w+):(\d+)$/.exec(value)) || [];
      if (number && this.model.isOf(concrete, type)) return { type: concrete, number: Number(number), representation };
      const long = longKeyNumber(value);
      if (long !== null) return { type, number: long, representation };
    }
    const number = values.find((value) => typeof value === 'number');
    return number === undefined ? null : { type, number, representation };
  }

  /** The values of a field's `@fromContext` arguments, from the objects that enclose it. */
  contextArgumentsOf(object: FakeObject, field: string): JsonObject {
    const values: JsonObject = {};
    for (const { argument, type, context, selections } of this.model.contextArguments.get(`${object.type}.${field}`) ??
      []) {
      const value = this.#contextValue(object, context, selections);
      if (value === undefined) continue;
      const isRead = value !== null && isCustomScalar(this.model.supergraph.getType(type));
      values[argument] = isRead ? readValue(value) : value;
    }
    return values;
  }

  #contextValue({ parent }: FakeObject, context: string, selections: SelectionSetNode): unknown {
    if (!parent) return undefined;
    if (!this.model.contexts.get(context)?.has(parent.type)) return this.#contextValue(parent, context, selections);
    return Object.values(this.#select(parent, selections))[0];
  }

  /** The values that the field requires, as JSON: from the representation if there is one, else the object's own. */
  #requiredValuesOf(object: FakeObject, field: string): string {
    const { requires, supergraph } = this.model;
    const types = [object.type, ...interfacesOf(supergraph, object.type)];
    const selections = types.map((type) => requires.get(`${type}.${field}`)).find(Boolean);
    if (!selections) return '';
    const { representation } = object;
    return canonicalJson(representation ? pickSelected(representation, selections) : this.#select(object, selections));
  }

  #select(object: FakeObject, { selections }: SelectionSetNode): JsonObject {
    const selected: JsonObject = {};
    for (const each of selections) {
      if (each.kind === Kind.INLINE_FRAGMENT) {
        const condition = each.typeCondition?.name.value ?? object.type;
        if (this.model.isOf(object.type, condition)) Object.assign(selected, this.#select(object, each.selectionSet));
      }
      if (each.kind !== Kind.FIELD) continue;
      const { value: name } = each.name;
      const definition = fieldDefinitionOf(this.model.supergraph, object.type, name);
      const value = this.valueOf(object, name, getArgumentValues(definition, each), definition.type);
      const { selectionSet } = each;
      selected[name] = selectionSet ? mapObjects(value, (item: FakeObject) => this.#select(item, selectionSet)) : value;
    }
    return selected;
  }

  #make(at: { object: FakeObject; field: string }, type: GraphQLOutputType, seed: number, neverNull: boolean): unknown {
    if (isNonNullType(type)) return this.#make(at, type.ofType, seed, true);
    if (!neverNull && happens(0.14, hash(seed, 'null'))) return null;
    if (isListType(type)) {
      const length = pick([0, 1, 2, 2, longestList, longestList], hash(seed, 'length'));
      return Array.from({ length }, (_, index) => this.#make(at, type.ofType, hash(seed, index), false));
    }
    const { object, field } = at;
    if (isEnumType(type)) return pick(this.model.membersOf(object.type, field), seed);
    if (isLeafType(type)) return leafValue(type.name, seed);
    const concrete = pick(this.model.membersOf(object.type, field), hash(seed, 'type'));
    const number = rootTypes.includes(concrete) ? 0 : hash(seed, 'number') % objectsPerType;
    return { type: concrete, number, parent: object } satisfies FakeObject;
  }

  /** A subgraph may round an ID that is a JSON integer. */
  #readKey(type: string, field: string, value: unknown): unknown {
    if (typeof value !== 'bigint') return value;
    const { name } = getNamedType(fieldDefinitionOf(this.model.supergraph, type, field).type);
    return name === 'ID' ? BigInt(Number(value)) : value;
  }

  #keyValue({ type, number }: FakeObject, { name }: GraphQLNamedType): unknown {
    if (name === 'Int') return number;
    if (name === longScalar) return firstLongKey + BigInt(number);
    return this.model.hasLongKeys && name === 'ID' ? String(firstLongKey + BigInt(number)) : `${type}:${number}`;
  }

  #keyFieldsOf(type: string): ReadonlySet<string> {
    const { keyFields, supergraph } = this.model;
    const names = [type, ...interfacesOf(supergraph, type)];
    return new Set(names.flatMap((name) => [...(keyFields.get(name) ?? [])]));
  }
}

function interfacesOf(schema: FederationModel['supergraph'], type: string): string[] {
  const named = schema.getType(type);
  return named && 'getInterfaces' in named ? named.getInterfaces().map(({ name }) => name) : [];
}

/** The number of the object whose key is this long integer; null when there is none. */
function longKeyNumber(value: unknown): number | null {
  const isText = typeof value === 'string' && /^\d+$/.test(value);
  if (!isText && typeof value !== 'bigint' && !Number.isInteger(value)) return null;
  const number = BigInt(value as bigint | number | string) - firstLongKey;
  return number >= 0 && number < objectsPerType ? Number(number) : null;
}

const texts: readonly string[] = ['', 'a "b" \\ \n é', 'true'];
const customValues: readonly unknown[] = [
  '2026-01-01T00:00:00Z',
  12,
  false,
  [1, [null, 'x']],
  { a: { __typename: 'B' }, c: [] },
  12345678901234567890n,
  { a: [-9007199254740993n] },
];

function leafValue(type: string, seed: number): unknown {
  switch (type) {
    case 'Int':
      return pick([0, 1, -7, 41, 2 ** 31 - 1, seed % 1000], seed);
    case 'Float':
      return pick([0, 0.5, -2.25, 3, 2 ** 64, seed / 1000], seed);
    case 'Boolean':
      return seed % 2 === 0;
    case 'String':
      return pick([...texts, `text ${seed % 97}`], seed);
    case 'ID':
      return pick([...texts, `text ${seed % 97}`, '12345678901234567890'], seed);
    default:
      return pick(customValues, seed);
  }
}

function pickSelected(object: JsonObject, { selections }: SelectionSetNode): JsonObject {
  const selected: JsonObject = {};
  for (const each of selections) {
    if (each.kind !== Kind.FIELD) continue;
    const { name, selectionSet } = each;
    const value = object[name.value];
    selected[name.value] = selectionSet
      ? mapObjects(value, (item: JsonObject) => pickSelected(item, selectionSet))
      : value;
  }
  return selected;
}

/** Maps the objects in nested lists and keeps every other value. */
export function mapObjects<T extends object>(value: unknown, change: (object: T) => object | null): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  return typeof value === 'object' && value !== null ? change(value as T) : value;
}
