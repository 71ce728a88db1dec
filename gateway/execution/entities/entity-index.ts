import { type Data, own } from '../../graphql/json-object.ts';
import type { EntityAnswer, Slot } from './entity-answer.ts';
import type { EntityQuery } from './entity-query.ts';
import type { Representing } from './representations.ts';

/** Where the answer about something is; null where it can't be asked for. */
type Known = Slot | null;

/** The objects of one type, by the values of the fields that identify them, one level for each; or by their representations. */
interface OfType extends Representing {
  known: Map<unknown, unknown>;
}

/** What was asked by one query in one run: where the answer about each entity is, or will be. */
export class KnownSlots {
  readonly #query: EntityQuery;
  readonly #byType = new Map<unknown, OfType>();

  constructor(query: EntityQuery) {
    this.#query = query;
  }

  /** What nobody has asked before is asked for by `answer`. */
  slotOf(object: Data, answer: EntityAnswer): Known {
    const { __typename: type } = object;
    let ofType = this.#byType.get(type);
    if (!ofType) {
      ofType = { ...this.#query.representing(type), known: new Map() };
      this.#byType.set(type, ofType);
    }
    return ofType.identity ? byIdentity(ofType, ofType.identity, object, answer) : byContent(ofType, object, answer);
  }
}

function byIdentity(ofType: OfType, identity: readonly string[], object: Data, answer: EntityAnswer): Known {
  let level = ofType.known;
  let value: unknown;
  for (let at = 0; at < identity.length; at++) {
    if (at > 0) level = levelBelow(level, value);
    value = own(object, identity[at] as string);
    if (value === undefined) return null;
    // Two objects of one content are two keys of a map.
    if (typeof value === 'object' && value !== null) value = `\0${JSON.stringify(value)}`;
  }
  let slot = level.get(value) as Known | undefined;
  if (slot === undefined) {
    slot = asked(ofType.represent(object), answer);
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

function byContent({ represent, known }: OfType, object: Data, answer: EntityAnswer): Known {
  const representation = represent(object);
  // Those of one query have their fields in one order.
  const key = JSON.stringify(representation);
  let slot = known.get(key) as Known | undefined;
  if (slot === undefined) {
    slot = asked(representation, answer);
    known.set(key, slot);
  }
  return slot;
}

const asked = (representation: Data | null, answer: EntityAnswer): Known =>
  representation && answer.add(representation);
