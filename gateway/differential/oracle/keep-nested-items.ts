import { isJsonObject, own } from '../../graphql/json-object.ts';

/**
 * Copies into `received` the fields of nested list items that are present already. Apollo's executor merges the items of
 * a list but replaces a list inside a list, which would drop those fields.
 */
export function keepNestedItems(present: unknown, received: unknown, isNested = false): void {
  if (isJsonObject(present) && isJsonObject(received)) {
    for (const [key, value] of Object.entries(present)) {
      const next = own(received, key);
      if (next !== undefined) keepNestedItems(value, next, isNested);
      else if (isNested) received[key] = value;
    }
  } else if (Array.isArray(present) && Array.isArray(received) && present.length === received.length) {
    for (const [index, item] of received.entries()) {
      keepNestedItems(present[index], item, isNested || Array.isArray(item));
    }
  }
}
