import { isJsonObject, type JsonObject, own, type Path } from '../../graphql/json-object.ts';

/** A path in the planner's notation: `['hits', '@|[Thing]', 'maker']`. */
export type PlanPath = readonly (string | number)[];

/** One step to the objects that a fetch completes: into a field, or into each item of a list. */
export interface PathStep {
  /** The field's response key; null for the items of a list. */
  key: string | null;
  /** The types of the objects that the path continues with; null for all types. */
  types: ReadonlySet<string> | null;
}

/** Parses a path of the planner. */
export function stepsOf(path: PlanPath): PathStep[] {
  return path.flatMap((element): PathStep[] => {
    const [name = '', types] = String(element).split('|');
    const condition = types ? new Set(types.slice(1, -1).split(',')) : null;
    // The planner writes the root as an empty name.
    if (name === '') return [];
    return [{ key: name === '@' ? null : name, types: condition }];
  });
}

/** The objects at the end of the steps, in the order of the data, without nulls. */
export function objectsAt(root: JsonObject, steps: readonly PathStep[]): JsonObject[] {
  const found: JsonObject[] = [];
  collect(root, steps, 0, found);
  return found;
}

function collect(start: unknown, steps: readonly PathStep[], from: number, found: JsonObject[]): void {
  let value = start;
  for (let at = from; at < steps.length; at++) {
    const { key, types } = steps[at] as PathStep;
    if (key === null) {
      if (!Array.isArray(value)) return;
      for (const item of value) if (isOneOf(item, types)) collect(item, steps, at + 1, found);
      return;
    }
    if (!isJsonObject(value)) return;
    value = own(value, key);
    if (!isOneOf(value, types)) return;
  }
  if (isJsonObject(value)) found.push(value);
}

/** An object, its path, and the objects on that path. */
export interface LocatedObject {
  object: JsonObject;
  path: Path;
  /** The objects above it, the root first. */
  parents: readonly JsonObject[];
}

/** As `objectsAt`, with the path and the parents of each object. Slower: for errors, and for values of the parents. */
export function locateObjects(
  value: unknown,
  steps: readonly PathStep[],
  at = 0,
  path: Path = [],
  parents: readonly JsonObject[] = [],
): LocatedObject[] {
  const step = steps[at];
  if (!step) return isJsonObject(value) ? [{ object: value, path, parents }] : [];
  if (step.key === null) {
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, index) =>
      isOneOf(item, step.types) ? locateObjects(item, steps, at + 1, [...path, index], parents) : [],
    );
  }
  if (!isJsonObject(value)) return [];
  const next = own(value, step.key);
  return isOneOf(next, step.types) ? locateObjects(next, steps, at + 1, [...path, step.key], [...parents, value]) : [];
}

function isOneOf(value: unknown, types: ReadonlySet<string> | null): boolean {
  return types === null || (isJsonObject(value) && typeof value.__typename === 'string' && types.has(value.__typename));
}
