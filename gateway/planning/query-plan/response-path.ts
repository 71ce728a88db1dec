import { type Data, isData, own, type Path } from '../../graphql/json-object.ts';

/** One step of the way to the objects that a fetch completes: into a field, or into each item of a list. */
export interface PathStep {
  /** The response key of the field; null for each item. */
  key: string | null;
  /** The types of object that it goes on with; null for all. */
  types: ReadonlySet<string> | null;
}

/** The steps of a path of the planner: `['hits', '@|[Thing]', 'maker']`. */
export function stepsOf(path: readonly (string | number)[]): PathStep[] {
  return path.flatMap((element): PathStep[] => {
    const [name = '', types] = String(element).split('|');
    const condition = types ? new Set(types.slice(1, -1).split(',')) : null;
    // The planner writes the root itself as an empty name.
    if (name === '') return [];
    return [{ key: name === '@' ? null : name, types: condition }];
  });
}

/** The objects at the end of the steps, in the order of the data, without nulls. */
export function objectsAt(root: Data, steps: readonly PathStep[]): Data[] {
  const found: Data[] = [];
  collect(root, steps, 0, found);
  return found;
}

function collect(start: unknown, steps: readonly PathStep[], from: number, found: Data[]): void {
  let value = start;
  for (let at = from; at < steps.length; at++) {
    const { key, types } = steps[at] as PathStep;
    if (key === null) {
      if (!Array.isArray(value)) return;
      for (const item of value) if (isOneOf(item, types)) collect(item, steps, at + 1, found);
      return;
    }
    if (!isData(value)) return;
    value = own(value, key);
    if (!isOneOf(value, types)) return;
  }
  if (isData(value)) found.push(value);
}

/** An object, where it is, and the objects whose fields lead to it, the root first. */
export interface Place {
  object: Data;
  path: Path;
  parents: readonly Data[];
}

/** As `objectsAt`, with the place of each: for errors, which are rare, and for values that come from above. */
export function placesAt(
  value: unknown,
  steps: readonly PathStep[],
  at = 0,
  path: Path = [],
  parents: readonly Data[] = [],
): Place[] {
  const step = steps[at];
  if (!step) return isData(value) ? [{ object: value, path, parents }] : [];
  if (step.key === null) {
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, index) =>
      isOneOf(item, step.types) ? placesAt(item, steps, at + 1, [...path, index], parents) : [],
    );
  }
  if (!isData(value)) return [];
  const next = own(value, step.key);
  return isOneOf(next, step.types) ? placesAt(next, steps, at + 1, [...path, step.key], [...parents, value]) : [];
}

function isOneOf(value: unknown, types: ReadonlySet<string> | null): boolean {
  return types === null || (isData(value) && typeof value.__typename === 'string' && types.has(value.__typename));
}
