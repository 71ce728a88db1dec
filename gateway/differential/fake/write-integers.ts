import { GraphQLID, type GraphQLOutputType, getNamedType } from 'graphql';
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';

/** Changes each ID in a response that is an integer in text to a JSON integer, which is as valid. */
export function writeIntegers(data: JsonObject, fields: readonly { path: Path; type: GraphQLOutputType }[]): void {
  for (const { path, type } of fields) {
    if (getNamedType(type) !== GraphQLID) continue;
    const parent = path.slice(0, -1).reduce<unknown>((value, step) => (value as JsonObject | null)?.[step], data);
    const key = String(path.at(-1));
    if (isJsonObject(parent)) parent[key] = asIntegers(parent[key]);
  }
}

function asIntegers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asIntegers);
  return typeof value === 'string' && /^\d+$/.test(value) ? BigInt(value) : value;
}
