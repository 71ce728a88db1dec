import { type JsonObject, own, put } from '../../graphql/json-object.ts';
import { generationTrigger } from '../generated-code.ts';
import type { Shaping } from './shaping.ts';

/**
 * Returns the value that the client gets. Returns undefined for a null in a non-null position, after it has reported the error: the parent
 * becomes null itself (GraphQL specification, 6.4.4).
 */
export type Complete = (value: unknown, shaping: Shaping) => unknown;

/** Returns the merged data of an object as the client selected it: its fields in its order, each value checked. */
export type Shape = (data: JsonObject, shaping: Shaping) => JsonObject | null;

export interface ShapedField {
  /** The client's response key. */
  key: string;
  /** The key in the merged data. */
  from: string;
  complete: Complete;
}

/**
 * Compiles a shape from its fields. After `callsBeforeGenerated` objects it generates code that writes an object as a literal: V8 then
 * knows all keys beforehand, which is faster than adding them one by one. A shape that is used once is not worth that, because V8 retains
 * the generated code for a while.
 */
export function objectWriter(fields: readonly ShapedField[]): Shape {
  let write = oneByOne(fields);
  const isDue = generationTrigger(fields.flatMap(({ key, from }) => [key, from]));
  return (data, shaping) => {
    if (isDue()) write = generated(fields);
    return write(data, shaping);
  };
}

function oneByOne(fields: readonly ShapedField[]): Shape {
  return (data, shaping) => {
    const shaped: JsonObject = {};
    const { path } = shaping;
    for (const { key, from, complete } of fields) {
      path.push(key);
      const completed = complete(own(data, from), shaping);
      path.pop();
      if (completed === undefined) return null;
      put(shaped, key, completed);
    }
    return shaped;
  };
}

function generated(fields: readonly ShapedField[]): Shape {
  const read = fields.map(
    ({ key, from }, at) => `
    path.push('${key}');
    const v${at} = c${at}(data.${from}, shaping);
    path.pop();
    if (v${at} === undefined) return null;`,
  );
  const body = `return (data, shaping) => {
    const { path } = shaping;${read.join('')}
    return { ${fields.map(({ key }, at) => `${key}: v${at}`).join(', ')} };
  };`;
  const make = new Function(...fields.map((_, at) => `c${at}`), body) as (...completes: Complete[]) => Shape;
  return make(...fields.map(({ complete }) => complete));
}
