import { type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { type Conditions, isIncluded } from './conditions.ts';
import type { OperationParts } from './operation-parts.ts';
import { typesWithin } from './type-conditions.ts';

/** The response keys of the fields that a selection set asks of objects of a type. */
export type AskedFields = (typename: unknown) => readonly string[];

interface AskedField {
  key: string;
  /** Each type condition that it is under. */
  within: readonly ReadonlySet<string>[];
}

/** Compiles which fields are asked, for errors where nothing is answered. `__typename` is not counted. */
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
        if (selection.name.value !== '__typename')
          asked.push({ key: (selection.alias ?? selection.name).value, within });
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
    const known = byType.get(typename);
    if (known) return known;
    const fields = asked.filter(({ within }) =>
      within.every((types) => typeof typename !== 'string' || types.has(typename)),
    );
    const keys = [...new Set(fields.map(({ key }) => key))];
    byType.set(typename, keys);
    return keys;
  };
}
