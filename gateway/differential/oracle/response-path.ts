import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';
import type { FederationModel } from '../fake/federation-model.ts';

/** An object of the merged data. */
export interface ResultObject {
  object: JsonObject;
  path: Path;
  /** The objects that enclose it, the root first. */
  ancestors: readonly JsonObject[];
}

/** The objects at a path of the plan, in order. `@` in the path stands for each item of a list. */
export function objectsAtPath(root: JsonObject, path: Path): ResultObject[] {
  let found: { value: unknown; path: Path; ancestors: readonly JsonObject[] }[] = [
    { value: root, path: [], ancestors: [] },
  ];
  for (const step of path) {
    found = found.flatMap(({ value, path: before, ancestors }) => {
      if (step !== '@') {
        return isJsonObject(value)
          ? [{ value: value[step], path: [...before, step], ancestors: [...ancestors, value] }]
          : [];
      }
      return Array.isArray(value)
        ? value.map((item, index) => ({ value: item, path: [...before, index], ancestors }))
        : [];
    });
  }
  return found.flatMap(({ value, path: whole, ancestors }) =>
    isJsonObject(value) ? [{ object: value, path: whole, ancestors }] : [],
  );
}

/** Whether an entity fetch can represent the object: it has its type and the fields that the fetch requires. */
export function isRepresentable(model: FederationModel, object: JsonObject, { requires = [] }: FetchNode): boolean {
  return satisfies(model, object, requires);
}

/** The fields of one selection set are required all together; those of its fragments are not required. */
function satisfies(model: FederationModel, object: JsonObject, selections: readonly QueryPlanSelectionNode[]): boolean {
  const fields = selections.filter((each) => each.kind === 'Field');
  if (fields.some(({ alias, name }) => object[alias ?? name] === undefined)) return false;
  return selections.some((each) =>
    each.kind === 'Field'
      ? each.name === '__typename' && Boolean(object.__typename)
      : matches(model, object, each.typeCondition) && satisfies(model, object, each.selections),
  );
}

function matches(model: FederationModel, { __typename: type }: JsonObject, condition: string | undefined): boolean {
  if (condition === undefined || typeof type !== 'string') return false;
  return model.isOf(type, condition) || model.isInterfaceOf(type, condition);
}

/** The values of a fetch's `@fromContext` arguments for one object, by variable. */
export function contextOf(
  model: FederationModel,
  { object, ancestors }: ResultObject,
  rewrites: NonNullable<FetchNode['contextRewrites']>,
): JsonObject {
  const values: JsonObject = {};
  for (const { path, renameKeyTo } of rewrites) {
    let from: unknown = object;
    let up = 0;
    for (const step of path) {
      if (step === '..') from = ancestors[ancestors.length - ++up];
      else if (!isJsonObject(from)) from = undefined;
      else if (!step.startsWith('... on ')) from = from[step];
      else if (!matches(model, from, step.slice('... on '.length))) from = undefined;
    }
    if (from !== undefined && values[renameKeyTo] === undefined) values[renameKeyTo] = from;
  }
  return values;
}
