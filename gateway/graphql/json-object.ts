/** A JSON object of a response. */
export type JsonObject = Record<string, unknown>;

export type Path = readonly (string | number)[];

/** Whether a JSON value is an object. Lists and null are not. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a property of a JSON object. Never returns an inherited one, whatever alias a client chose: `toString`, `__proto__`. */
export function own(object: JsonObject, key: string): unknown {
  const value = key === '__proto__' && !Object.hasOwn(object, key) ? undefined : object[key];
  return typeof value === 'function' ? undefined : value;
}

/** Sets a property. The key `__proto__` sets a property too, not the object's prototype. */
export function put(object: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
