import { type GraphQLSchema, isObjectType, Kind, type SelectionSetNode } from 'graphql';
import { type Conditions, isIncluded } from '../graphql/conditions.ts';
import type { OperationParts } from '../graphql/operation-parts.ts';
import { typesWithin } from '../graphql/type-conditions.ts';

/** The response keys of the fields that a selection set asks of objects of a type; of any object where none is given. */
export type AskedFields = (typename: unknown) => readonly string[];

interface AskedField {
  key: string;
  isTypename: boolean;
  /** Each type condition that it is under. */
  within: readonly ReadonlySet<string>[];
}

/**
 * Compiles which fields are asked, for errors where nothing is answered. `__typename` counts where it is all, and where
 * the type of the object is not known anyway.
 */
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
      keys = keysOf(asked, schema, typename);
      byType.set(typename, keys);
    }
    return keys;
  };
}

function keysOf(asked: readonly AskedField[], schema: GraphQLSchema, typename: unknown): string[] {
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined;
  const types = type ? [...typesWithin(schema, type.name)] : null;
  const its = asked.filter(
    ({ within }) => !types || within.every((condition) => types.some((name) => condition.has(name))),
  );
  const fields = its.filter(({ isTypename }) => !isTypename);
  const aliases = its.filter(({ key }) => key !== '__typename');
  const told = [fields, ...(isObjectType(type) ? [] : [aliases, its])].find(({ length }) => length > 0) ?? [];
  return [...new Set(told.map(({ key }) => key))];
}
