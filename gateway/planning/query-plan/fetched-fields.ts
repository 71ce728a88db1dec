import type { FetchNode } from '@apollo/query-planner';
import { type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { typesWithin } from '../../graphql/type-conditions.ts';
import { type FetchOperation, readFetch } from './fetch-operation.ts';
import type { PlacedFetch } from './fetches-of.ts';
import { stepsOf } from './response-path.ts';

/** Which fields a plan fetches at a place of the answer. */
export interface FetchedFields {
  /** Whether any fetch asks for the field, by its key, of objects of the type; or of some objects of it, where it is abstract. */
  has(key: string, type: string): boolean;
  /** What is fetched of the field's own objects, where it is one of the type. */
  below(key: string, type: string): FetchedFields;
}

/** What is fetched at one place, by key. */
type Place = Map<string, Fetched[]>;

interface Fetched {
  /** The types of which it is asked; null for all. */
  types: ReadonlySet<string> | null;
  /** False for what only leads to a fetch. */
  asked: boolean;
  below: Place;
}

/** Reads what the fetches of a plan ask for. What is under conditions counts as fetched. */
export function fetchedFields(schema: GraphQLSchema, fetches: Iterable<PlacedFetch>): FetchedFields {
  const root: Place = new Map();
  for (const { fetch, path } of fetches) {
    const operation = readFetch(fetch);
    const renamed = new Map(
      (fetch.outputRewrites ?? []).flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo]] : [],
      ),
    );
    const add = (place: Place, key: string, fetched: Omit<Fetched, 'below'>): Place => {
      const below: Place = new Map();
      place.set(key, [...(place.get(key) ?? []), { ...fetched, below }]);
      return below;
    };
    const addSet = (place: Place, set: SelectionSetNode, types: Fetched['types']): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          const below = add(place, renamed.get(key) ?? key, { types, asked: true });
          if (selection.selectionSet) addSet(below, selection.selectionSet, null);
          continue;
        }
        const fragment = fragmentOf(operation, selection);
        if (!fragment) continue;
        const condition = fragment.typeCondition?.name.value;
        addSet(place, fragment.selectionSet, condition ? within(schema, condition, types) : types);
      }
    };
    let place = root;
    for (const { key } of stepsOf(path)) if (key !== null) place = add(place, key, { types: null, asked: false });
    for (const set of answeredSets(fetch, operation)) addSet(place, set, null);
  }
  return view(schema, [root]);
}

function view(schema: GraphQLSchema, places: readonly Place[]): FetchedFields {
  const fetchedOf = (key: string, type: string): Fetched[] => {
    const all = places.flatMap((place) => place.get(key) ?? []);
    if (all.every(({ types }) => !types || types.has(type))) return all;
    const names = [...typesWithin(schema, type)];
    return all.filter(({ types }) => !types || names.some((name) => types.has(name)));
  };
  return {
    has: (key, type) => fetchedOf(key, type).some(({ asked }) => asked),
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

/** What of a fetch's operation is at its place: of entities, what is asked of each. */
function answeredSets({ requires }: FetchNode, { operation }: FetchOperation): SelectionSetNode[] {
  if (!requires) return [operation.selectionSet];
  return operation.selectionSet.selections.flatMap((field) =>
    field.kind === Kind.FIELD && field.selectionSet ? [field.selectionSet] : [],
  );
}

function within(schema: GraphQLSchema, condition: string, types: ReadonlySet<string> | null): ReadonlySet<string> {
  const names = typesWithin(schema, condition);
  return types ? new Set([...names].filter((name) => types.has(name))) : names;
}
