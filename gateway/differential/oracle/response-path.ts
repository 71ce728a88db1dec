import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, type Path } from '../../graphql/json-object.ts';
import type { Knowledge } from '../fake/knowledge.ts';

/** An object of the answer. */
export interface AnswerObject {
  object: JsonObject;
  path: Path;
  /** The objects that lead to it, the root first. */
  above: readonly JsonObject[];
}

/** The objects to which a path of the plan leads, in order; lists of lists are gone through. */
export function objectsAtPath(root: JsonObject, path: Path): AnswerObject[] {
  let found: { value: unknown; path: Path; above: readonly JsonObject[] }[] = [{ value: root, path: [], above: [] }];
  for (const step of path) {
    found = found.flatMap(({ value, path: before, above }) => {
      if (step !== '@') {
        return isJsonObject(value) ? [{ value: value[step], path: [...before, step], above: [...above, value] }] : [];
      }
      return Array.isArray(value) ? value.map((item, index) => ({ value: item, path: [...before, index], above })) : [];
    });
  }
  return found.flatMap(({ value, path: whole, above }) =>
    isJsonObject(value) ? [{ object: value, path: whole, above }] : [],
  );
}

/** Whether an object has what a fetch needs to ask for it: its type, and the fields that are needed with that. */
export function isAskedFor(knowledge: Knowledge, object: JsonObject, { requires = [] }: FetchNode): boolean {
  return givesType(knowledge, object, requires);
}

/** The fields of one selection set are taken together or not at all; what a condition within asks for does not count. */
function givesType(knowledge: Knowledge, object: JsonObject, selections: readonly QueryPlanSelectionNode[]): boolean {
  const fields = selections.filter((each) => each.kind === 'Field');
  if (fields.some(({ alias, name }) => object[alias ?? name] === undefined)) return false;
  return selections.some((each) =>
    each.kind === 'Field'
      ? each.name === '__typename' && Boolean(object.__typename)
      : meets(knowledge, object, each.typeCondition) && givesType(knowledge, object, each.selections),
  );
}

function meets(knowledge: Knowledge, { __typename: type }: JsonObject, condition: string | undefined): boolean {
  if (condition === undefined || typeof type !== 'string') return false;
  return knowledge.isOf(type, condition) || knowledge.isInterfaceOf(type, condition);
}

/** The values of a fetch's arguments that come from above an object, by variable. */
export function contextOf(
  knowledge: Knowledge,
  { object, above }: AnswerObject,
  rewrites: NonNullable<FetchNode['contextRewrites']>,
): JsonObject {
  const values: JsonObject = {};
  for (const { path, renameKeyTo } of rewrites) {
    let from: unknown = object;
    let up = 0;
    for (const step of path) {
      if (step === '..') from = above[above.length - ++up];
      else if (!isJsonObject(from)) from = undefined;
      else if (!step.startsWith('... on ')) from = from[step];
      else if (!meets(knowledge, from, step.slice('... on '.length))) from = undefined;
    }
    if (from !== undefined && values[renameKeyTo] === undefined) values[renameKeyTo] = from;
  }
  return values;
}
