import { type JsonObject, own, put } from '../../graphql/json-object.ts';
import type { Shaping } from './shaping.ts';

/**
 * The value as the client gets it. Undefined stands for a null where none may be, of which is told already: whoever holds
 * it is null itself (GraphQL specification, 6.4.4).
 */
export type Complete = (value: unknown, shaping: Shaping) => unknown;

/** What the subgraphs sent, as the client asked for it: its fields alone, in its order, each value of its type. */
export type Shape = (data: JsonObject, shaping: Shaping) => JsonObject | null;

export interface ShapedField {
  /** The client's key, under which it is written. */
  key: string;
  /** The key under which it is read. */
  from: string;
  complete: Complete;
}

/**
 * Makes what writes the objects that have these fields. Once it has written some, it is generated, so that each object is made at
 * once with the fields that it has, as a literal is: adding them one by one, under keys that V8 does not know beforehand, takes longer.
 * What is asked for once is not worth that, and V8 holds on to what it has compiled for a while.
 */
export function objectWriter(fields: readonly ShapedField[]): Shape {
  let write = oneByOne(fields);
  let left =
    fields.length > mostGenerated || !fields.every(({ key, from }) => isPlainName(key) && isPlainName(from))
      ? -1
      : writtenBefore;
  return (data, shaping) => {
    if (left >= 0 && left-- === 0) write = generated(fields);
    return write(data, shaping);
  };
}

const mostGenerated = 200;
const writtenBefore = 100;

/** A response key is a GraphQL name, and so is safe in a program; a few mean something to every object. */
const isPlainName = (key: string): boolean => /^[_A-Za-z]\w*$/.test(key) && !(key in Object.prototype);

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
