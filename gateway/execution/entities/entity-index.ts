import { stringifyJson } from '#platform/lossless-json.ts';
import { type JsonObject, own } from '../../graphql/json-object.ts';
import type { EntityAnswer, Slot } from './entity-answer.ts';
import type { EntityQuery } from './entity-query.ts';
import type { RepresentationOfType } from './representations.ts';

/** Null for an object that has no representation. */
type KnownSlot = Slot | null;

/** The slots of one type: nested maps by the values of the identifying fields, or one map by representation. */
interface TypeIndex extends RepresentationOfType {
  slots: Map<unknown, unknown>;
}

/** Returns the slot of a new representation; null for none. */
type AddRepresentation = (representation: JsonObject | null) => KnownSlot;

/** Finds the slot of each entity that a query requests in one execution, so that no entity is requested twice. */
export class EntityIndex {
  readonly #query: EntityQuery;
  readonly #byType = new Map<unknown, TypeIndex>();
  /** Objects of several types may have one representation: that of an `@interfaceObject`. */
  readonly #rewritten = new Map<string, Slot>();

  constructor(query: EntityQuery) {
    this.#query = query;
  }

  /** Returns the object's slot. Adds the object to `answer` when the query has not requested it yet. */
  slotOf(object: JsonObject, answer: EntityAnswer): KnownSlot {
    const { __typename: type } = object;
    let index = this.#byType.get(type);
    if (!index) {
      index = { ...this.#query.representationOf(type), slots: new Map() };
      this.#byType.set(type, index);
    }
    const add = (representation: JsonObject | null) => representation && this.#add(representation, answer);
    return index.identity ? byIdentity(index, index.identity, object, add) : byContent(index, object, add);
  }

  #add(representation: JsonObject, answer: EntityAnswer): Slot {
    if (!this.#query.isRewritten) return answer.add(representation);
    const key = stringifyJson(representation);
    const slot = this.#rewritten.get(key) ?? answer.add(representation);
    this.#rewritten.set(key, slot);
    return slot;
  }
}

function byIdentity(
  index: TypeIndex,
  identity: readonly string[],
  object: JsonObject,
  add: AddRepresentation,
): KnownSlot {
  let level = index.slots;
  let value: unknown;
  for (let at = 0; at < identity.length; at++) {
    if (at > 0) level = levelBelow(level, value);
    value = own(object, identity[at] as string);
    if (value === undefined) return null;
    // A map compares objects by reference: two objects with the same content would be two keys.
    if (typeof value === 'object' && value !== null) value = `\0${stringifyJson(value)}`;
  }
  let slot = level.get(value) as KnownSlot | undefined;
  if (slot === undefined) {
    slot = add(index.represent(object));
    level.set(value, slot);
  }
  return slot;
}

function levelBelow(level: Map<unknown, unknown>, value: unknown): Map<unknown, unknown> {
  let below = level.get(value) as Map<unknown, unknown> | undefined;
  if (!below) {
    below = new Map();
    level.set(value, below);
  }
  return below;
}

function byContent({ represent, slots }: TypeIndex, object: JsonObject, add: AddRepresentation): KnownSlot {
  const representation = represent(object);
  // The representations of one query have their fields in the same order.
  const key = stringifyJson(representation);
  let slot = slots.get(key) as KnownSlot | undefined;
  if (slot === undefined) {
    slot = add(representation);
    slots.set(key, slot);
  }
  return slot;
}
