import { isJsonObject, type JsonObject, own, put } from '../graphql/json-object.ts';

const none: ReadonlySet<string> = new Set();

/**
 * Merges `source` into `target`, in place. Objects, and lists of equal length, merge recursively. Other values are replaced. The target
 * shares new values with the source, or gets copies of them when `keepSource` is set. The name of an interface does not replace a
 * `__typename`, because a subgraph with an `@interfaceObject` sends that instead of the object's own type.
 */
export function merge(target: JsonObject, source: JsonObject, keepSource = false, interfaces = none): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null) {
      const isLessSpecific = key === '__typename' && target.__typename && interfaces.has(String(value));
      if (!isLessSpecific) put(target, key, value);
    } else {
      const present = own(target, key);
      if (present === value || mergeValue(present, value, keepSource, interfaces)) continue;
      put(target, key, keepSource ? copy(value) : value);
    }
  }
}

/** Merges two values. Returns false, and changes nothing, when they do not merge. */
function mergeValue(present: unknown, value: unknown, keepSource: boolean, interfaces: ReadonlySet<string>): boolean {
  if (isJsonObject(present) && isJsonObject(value)) {
    merge(present, value, keepSource, interfaces);
    return true;
  }
  if (!Array.isArray(present) || !Array.isArray(value) || present.length !== value.length) return false;
  for (let at = 0; at < value.length; at++) {
    const item: unknown = value[at];
    if (!mergeValue(present[at], item, keepSource, interfaces)) present[at] = keepSource ? copy(item) : item;
  }
  return true;
}

/** A deep copy of a JSON value. */
export function copy(value: JsonObject): JsonObject;
export function copy(value: unknown): unknown;
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item));
  if (!isJsonObject(value)) return value;
  const copied: JsonObject = {};
  for (const key of Object.keys(value)) put(copied, key, copy(value[key]));
  return copied;
}
