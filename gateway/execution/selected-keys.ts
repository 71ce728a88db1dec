import { type GraphQLSchema, isObjectType, Kind, type SelectionSetNode } from 'graphql';
import { type Conditions, isIncluded } from '../graphql/conditions.ts';
import type { OperationParts } from '../graphql/operation-parts.ts';
import { typesWithin } from '../graphql/type-conditions.ts';

/** The response keys that a selection set selects on objects of a type, or on any object when the type is unknown. */
export type SelectedKeys = (typename: unknown) => readonly string[];

interface SelectedField {
  key: string;
  isTypename: boolean;
  /** The possible types of each type condition around the field. */
  within: readonly ReadonlySet<string>[];
}

/**
 * Compiles the keys at which errors are reported when a selection set gets no data. `__typename` counts only when nothing else is
 * selected, because the object's type is known by then. Entities are merged by these keys, too.
 */
export function compileSelectedKeys(
  schema: GraphQLSchema,
  conditions: Conditions,
  fragments: OperationParts['fragments'],
  selectionSet: SelectionSetNode,
): SelectedKeys {
  const selected: SelectedField[] = [];
  const collect = ({ selections }: SelectionSetNode, within: SelectedField['within']): void => {
    for (const selection of selections) {
      if (!isIncluded(selection.directives, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const { alias, name } = selection;
        selected.push({ key: (alias ?? name).value, isTypename: name.value === '__typename', within });
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
      keys = keysOf(selected, schema, typename);
      byType.set(typename, keys);
    }
    return keys;
  };
}

function keysOf(selected: readonly SelectedField[], schema: GraphQLSchema, typename: unknown): string[] {
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined;
  const types = type ? [...typesWithin(schema, type.name)] : null;
  const applicable = selected.filter(
    ({ within }) => !types || within.every((condition) => types.some((name) => condition.has(name))),
  );
  const fields = applicable.filter(({ isTypename }) => !isTypename);
  const aliases = applicable.filter(({ key }) => key !== '__typename');
  const reported =
    [fields, ...(isObjectType(type) ? [] : [aliases, applicable])].find(({ length }) => length > 0) ?? [];
  return [...new Set(reported.map(({ key }) => key))];
}
