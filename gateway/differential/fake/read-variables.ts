import { parseJson, stringifyJson } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject } from '../../graphql/json-object.ts';

/** Reads the variables of a request as JSON: an integer is a BigInt only where a number would change its digits. */
export function readVariables(variables: JsonObject): JsonObject {
  return withNumbers(parseJson(stringifyJson(variables))) as JsonObject;
}

function withNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value === 'bigint') return String(Number(value)) === String(value) ? Number(value) : value;
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withNumbers(each)]));
}
