import { isJsonObject, own } from '../../graphql/json-object.ts';

/**
 * Apollo's executor merges the items of lists, but replaces lists in lists as a whole. So what is given of such a list gets
 * what is present of its items, but not given anew.
 */
export function keepNested(present: unknown, given: unknown, isNested = false): void {
  if (isJsonObject(present) && isJsonObject(given)) {
    for (const [key, value] of Object.entries(present)) {
      const anew = own(given, key);
      if (anew !== undefined) keepNested(value, anew, isNested);
      else if (isNested) given[key] = value;
    }
  } else if (Array.isArray(present) && Array.isArray(given) && present.length === given.length) {
    for (const [index, item] of given.entries()) {
      keepNested(present[index], item, isNested || Array.isArray(item));
    }
  }
}
