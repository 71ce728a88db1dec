import { isJsonObject, type JsonObject, own, put } from '../graphql/json-object.ts';
import { generationTrigger } from './generated-code.ts';

const none: ReadonlySet<string> = new Set();

/**
 * Merges `source` into `target`, in place. Objects, and lists of equal length, merge recursively. Other values are replaced. The target
 * shares new values with the source, or gets copies of them when `keepSource` is set. The name of an interface does not replace a
 * `__typename`, because a subgraph with an `@interfaceObject` sends that instead of the object's own type. Nor does an invalid one, which is an
 * object or a list.
 */
export function merge(target: JsonObject, source: JsonObject, keepSource = false, interfaces = none): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null) {
      const isLessSpecific = key === '__typename' && target.__typename && interfaces.has(String(value));
      if (!isLessSpecific) put(target, key, value);
    } else if (key !== '__typename' || !target.__typename) mergeField(target, key, value, keepSource, interfaces);
  }
}

/** Merges an object into another, as `merge` does. */
export type Merge = (
  target: JsonObject,
  source: JsonObject,
  keepSource: boolean,
  interfaces: ReadonlySet<string>,
) => void;

/**
 * Compiles the merge of objects of one type that have at most these keys. After `callsBeforeGenerated` objects it generates code that names
 * the keys: V8 then knows where each is, which is faster than to look for keys that vary. That code ignores other keys. The only one that a
 * query can select is an alias of `__typename`, which the response takes from the object's type.
 */
export function compileMerge(keys: readonly string[]): Merge {
  let compiled: Merge = merge;
  const isDue = generationTrigger(keys);
  return (target, source, keepSource, interfaces) => {
    if (isDue()) compiled = generated(keys);
    compiled(target, source, keepSource, interfaces);
  };
}

function generated(keys: readonly string[]): Merge {
  const fields = keys.map(
    (key) => `
    value = source.${key};
    if (typeof value !== 'object' || value === null) {
      if (value !== undefined) target.${key} = value;
    } else mergeField(target, '${key}', value, keepSource, interfaces);`,
  );
  const body = `return (target, source, keepSource, interfaces) => {
    if (source.__typename !== undefined && source.__typename !== target.__typename)
      return merge(target, source, keepSource, interfaces);
    let value;${fields.join('')}
  };`;
  return new Function('merge', 'mergeField', body)(merge, mergeField) as Merge;
}

/** Merges the value of a field that is an object or a list. */
function mergeField(
  target: JsonObject,
  key: string,
  value: object,
  keepSource: boolean,
  interfaces: ReadonlySet<string>,
): void {
  const present = own(target, key);
  if (present === value || mergeValue(present, value, keepSource, interfaces)) return;
  put(target, key, keepSource ? copy(value) : value);
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
