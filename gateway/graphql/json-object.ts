/** A JSON object of an answer. */
export type JsonObject = Record<string, unknown>;

export type Path = readonly (string | number)[];

/** Whether a JSON value is an object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What JSON put under a key; never what every object inherits, whatever alias a client chose. */
export function own(object: JsonObject, key: string): unknown {
  const value = key === '__proto__' && !Object.hasOwn(object, key) ? undefined : object[key];
  return typeof value === 'function' ? undefined : value;
}

/** Puts a value under a key, which is never taken for the object's prototype. */
export function put(object: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
