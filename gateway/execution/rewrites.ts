import type { FetchDataRewrite } from '@apollo/query-planner';
import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { isJsonObject, type JsonObject, own, type Path, put } from '../graphql/json-object.ts';
import { conditionOf, typesWithin } from '../graphql/type-conditions.ts';
import { merge } from './merge.ts';

/** Changes a value in place. `typename` is the type of an object that has no `__typename`. */
export type Rewrite = (value: unknown, typename?: unknown) => void;

const isComposite = (value: unknown): boolean => typeof value === 'object' && value !== null;

type Step = { field: string } | { within: ReadonlySet<string> };

/** Compiles the planner's rewrites into one function, which also goes through lists. Returns null when there are none. */
export function compileRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
): Rewrite | null {
  if (!rewrites?.length) return null;
  const interfaces = new Set(
    Object.values(schema.getTypeMap())
      .filter(isInterfaceType)
      .map(({ name }) => name),
  );
  const compiled = rewrites.map((rewrite) => compileRewrite(schema, rewrite, interfaces));
  return (value, typename) => {
    for (const rewrite of compiled) rewrite(value, typename);
  };
}

function compileRewrite(schema: GraphQLSchema, rewrite: FetchDataRewrite, interfaces: ReadonlySet<string>): Rewrite {
  const steps = rewrite.path.slice(0, -1).map((step): Step => {
    const condition = conditionOf(step);
    return condition === null ? { field: step } : { within: typesWithin(schema, condition) };
  });
  const key = rewrite.path.at(-1) ?? '';
  if (rewrite.kind === 'ValueSetter') {
    const set: unknown = rewrite.setValueTo;
    return (value, typename) => changeAt(value, steps, 0, typename, (object) => put(object, key, set));
  }
  const rename = (object: JsonObject): void => {
    const found = own(object, key);
    if (found === undefined) return;
    object[key] = undefined;
    // The planner selects parts of one value under several aliases. A null of one of them has an error of its own.
    const isLess = !isComposite(found) && isComposite(own(object, rewrite.renameKeyTo));
    if (!isLess) merge(object, { [rewrite.renameKeyTo]: found }, false, interfaces);
  };
  return (value, typename) => changeAt(value, steps, 0, typename, rename);
}

function changeAt(
  value: unknown,
  steps: readonly Step[],
  at: number,
  typename: unknown,
  change: (object: JsonObject) => void,
): void {
  if (Array.isArray(value)) for (const item of value) changeAt(item, steps, at, undefined, change);
  if (!isJsonObject(value)) return;
  const step = steps[at];
  if (!step) change(value);
  else if ('field' in step) changeAt(own(value, step.field), steps, at + 1, undefined, change);
  else {
    const type = value.__typename ?? typename;
    if (typeof type !== 'string' || step.within.has(type)) changeAt(value, steps, at + 1, typename, change);
  }
}

/** Compiles a function that replaces the planner's aliases in the path of a subgraph's error by the client's response keys. */
export function pathRenamer(rewrites: readonly FetchDataRewrite[] | undefined): (path: Path) => Path {
  const renames = (rewrites ?? []).flatMap((rewrite) =>
    rewrite.kind === 'KeyRenamer'
      ? [{ fields: rewrite.path.filter((step) => conditionOf(step) === null), name: rewrite.renameKeyTo }]
      : [],
  );
  if (renames.length === 0) return (path) => path;
  return (path) => {
    const renamed = [...path];
    const fields: string[] = [];
    for (const [index, step] of path.entries()) {
      if (typeof step !== 'string') continue;
      fields.push(step);
      const rename = renames.find((each) => isSame(each.fields, fields));
      if (rename) renamed[index] = rename.name;
    }
    return renamed;
  };
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((each, index) => each === others[index]);
