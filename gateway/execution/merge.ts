import { isJsonObject, type JsonObject, own, put } from '../graphql/json-object.ts';

const none: ReadonlySet<string> = new Set();

/**
 * Merges what a subgraph sent of an object into what there is of it, in place: objects and lists of one length by their
 * members, anything else is replaced. What is new is taken by reference, or copied where the source must stay as it is. A
 * type that is known is not replaced by one of the interfaces: that is what a subgraph calls an `@interfaceObject`.
 */
export function merge(target: JsonObject, source: JsonObject, keepSource = false, interfaces = none): void {
  for (const key in source) {
    const given = source[key];
    if (given === undefined) continue;
    if (typeof given !== 'object' || given === null) {
      const isVague = key === '__typename' && target.__typename && interfaces.has(String(given));
      if (!isVague) put(target, key, given);
    } else {
      const present = own(target, key);
      if (present === given || mergeValue(present, given, keepSource, interfaces)) continue;
      put(target, key, keepSource ? copy(given) : given);
    }
  }
}

/** Whether the two could be merged. */
function mergeValue(present: unknown, given: unknown, keepSource: boolean, interfaces: ReadonlySet<string>): boolean {
  if (isJsonObject(present) && isJsonObject(given)) {
    merge(present, given, keepSource, interfaces);
    return true;
  }
  if (!Array.isArray(present) || !Array.isArray(given) || present.length !== given.length) return false;
  for (let at = 0; at < given.length; at++) {
    const item: unknown = given[at];
    if (!mergeValue(present[at], item, keepSource, interfaces)) present[at] = keepSource ? copy(item) : item;
  }
  return true;
}

/** A copy of a JSON value that shares nothing with it. */
export function copy(value: JsonObject): JsonObject;
export function copy(value: unknown): unknown;
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item));
  if (!isJsonObject(value)) return value;
  const copied: JsonObject = {};
  for (const key of Object.keys(value)) put(copied, key, copy(value[key]));
  return copied;
}
