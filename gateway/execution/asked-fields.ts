import { type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { type Conditions, isIncluded } from './conditions.ts';
import type { OperationParts } from './operation-parts.ts';
import { typesWithin } from './type-conditions.ts';

/** The response keys of the fields that a selection set asks of objects of a type. */
export type AskedFields = (typename: unknown) => readonly string[];

interface AskedField {
  key: string;
  isTypename: boolean;
  /** Each type condition that it is under. */
  within: readonly ReadonlySet<string>[];
}

/** Compiles which fields are asked, for errors where nothing is answered. `__typename` counts where it is all. */
export function compileAskedFields(
  schema: GraphQLSchema,
  conditions: Conditions,
  fragments: OperationParts['fragments'],
  selectionSet: SelectionSetNode,
): AskedFields {
  const asked: AskedField[] = [];
  const collect = ({ selections }: SelectionSetNode, within: AskedField['within']): void => {
    for (const selection of selections) {
      if (!isIncluded(selection.directives, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const { alias, name } = selection;
        asked.push({ key: (alias ?? name).value, isTypename: name.value === '__typename', within });
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) continue;
      const condition = fragment.typeCondition?.name.value;
      collect(fragment.selectionSet, condition ? [...within, typesWithin(schema, condition)] : within);
    }
  };
  collect(selectionSet, []);

  const byType = new Map<unknown, string[]>();
  return (typename) => {
    let keys = byType.get(typename);
    if (!keys) {
      keys = keysOf(asked, typeof typename === 'string' ? typesWithin(schema, typename) : null);
      byType.set(typename, keys);
    }
    return keys;
  };
}

/** Of the fields that an object of any of the types may have; null for all. */
function keysOf(asked: readonly AskedField[], types: ReadonlySet<string> | null): string[] {
  const its = asked.filter(
    ({ within }) => types === null || within.every((each) => [...types].some((type) => each.has(type))),
  );
  const fields = its.filter(({ isTypename }) => !isTypename);
  const aliases = its.filter(({ key }) => key !== '__typename');
  const told = [fields, aliases, its].find(({ length }) => length > 0) ?? [];
  return [...new Set(told.map(({ key }) => key))];
}
