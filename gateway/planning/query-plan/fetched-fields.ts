import type { FetchNode } from '@apollo/query-planner';
import { type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { typesWithin } from '../../graphql/type-conditions.ts';
import { type FetchOperation, readFetch } from './fetch-operation.ts';
import type { PlacedFetch } from './fetches-of.ts';
import { stepsOf } from './response-path.ts';

/** The fields that a plan fetches at one position of the response. */
export interface FetchedFields {
  /** Whether a fetch selects the field, by response key, on objects of the type, or on some of them if the type is abstract. */
  has(key: string, type: string): boolean;
  /** The fields that the plan fetches below a field of the type. */
  below(key: string, type: string): FetchedFields;
}

/** The fields that are fetched at one position, by response key. */
type Position = Map<string, FetchedField[]>;

interface FetchedField {
  /** The types that the field is selected on; null for all. */
  types: ReadonlySet<string> | null;
  /** False when the field is only on the path of a fetch. */
  isSelected: boolean;
  below: Position;
}

/** Collects the fields that the fetches of a plan select. Fields under conditions count as fetched. */
export function fetchedFields(schema: GraphQLSchema, fetches: Iterable<PlacedFetch>): FetchedFields {
  const root: Position = new Map();
  for (const { fetch, path } of fetches) {
    const operation = readFetch(fetch);
    const renamed = new Map(
      (fetch.outputRewrites ?? []).flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo]] : [],
      ),
    );
    const add = (position: Position, key: string, field: Omit<FetchedField, 'below'>): Position => {
      const below: Position = new Map();
      position.set(key, [...(position.get(key) ?? []), { ...field, below }]);
      return below;
    };
    const addSet = (position: Position, set: SelectionSetNode, types: FetchedField['types']): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          const below = add(position, renamed.get(key) ?? key, { types, isSelected: true });
          if (selection.selectionSet) addSet(below, selection.selectionSet, null);
          continue;
        }
        const fragment = fragmentOf(operation, selection);
        if (!fragment) continue;
        const condition = fragment.typeCondition?.name.value;
        addSet(position, fragment.selectionSet, condition ? within(schema, condition, types) : types);
      }
    };
    let position = root;
    for (const { key } of stepsOf(path)) {
      if (key !== null) position = add(position, key, { types: null, isSelected: false });
    }
    for (const set of mergedSets(fetch, operation)) addSet(position, set, null);
  }
  return view(schema, [root]);
}

function view(schema: GraphQLSchema, positions: readonly Position[]): FetchedFields {
  const fetchedOf = (key: string, type: string): FetchedField[] => {
    const all = positions.flatMap((position) => position.get(key) ?? []);
    if (all.every(({ types }) => !types || types.has(type))) return all;
    const names = [...typesWithin(schema, type)];
    return all.filter(({ types }) => !types || names.some((name) => types.has(name)));
  };
  return {
    has: (key, type) => fetchedOf(key, type).some(({ isSelected }) => isSelected),
    below: (key, type) =>
      view(
        schema,
        fetchedOf(key, type).map(({ below }) => below),
      ),
  };
}

function fragmentOf(
  { fragments }: FetchOperation,
  selection: Exclude<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>,
) {
  return selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
}

/** The selection sets whose fields are merged at the fetch's path: of an entity fetch, those below `_entities`. */
function mergedSets({ requires }: FetchNode, { operation }: FetchOperation): SelectionSetNode[] {
  if (!requires) return [operation.selectionSet];
  return operation.selectionSet.selections.flatMap((field) =>
    field.kind === Kind.FIELD && field.selectionSet ? [field.selectionSet] : [],
  );
}

function within(schema: GraphQLSchema, condition: string, types: ReadonlySet<string> | null): ReadonlySet<string> {
  const names = typesWithin(schema, condition);
  return types ? new Set([...names].filter((name) => types.has(name))) : names;
}
