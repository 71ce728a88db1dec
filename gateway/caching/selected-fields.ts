import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isCompositeType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { responseKey } from '../graphql/field-identity.ts';
import type { OperationParts } from '../graphql/operation-parts.ts';

/** A selection set of an object. */
export interface Selection {
  selectionSet: SelectionSetNode;
  /** Whether it applies to every object, under all variables. */
  isCertain: boolean;
}

/** A field that an operation selects. */
export interface SelectedField {
  node: FieldNode;
  /** The type that the selection names. */
  parent: GraphQLCompositeType;
  /** Whether every object has it in its response. */
  isCertain: boolean;
}

/** The fields of an object, by their response keys. Fields with one key are merged. */
export type SelectedFields = ReadonlyMap<string, readonly SelectedField[]>;

/** Returns the fields that the selections, with their fragments, select from an object of the type. */
export function selectedFields(
  { fragments }: Pick<OperationParts, 'fragments'>,
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
): SelectedFields {
  const fields = new Map<string, SelectedField[]>();
  const collect = ({ selectionSet, isCertain }: Selection, parent: GraphQLCompositeType): void => {
    for (const selection of selectionSet.selections) {
      const isAlways = isCertain && !selection.directives?.length;
      if (selection.kind === Kind.FIELD) {
        const key = responseKey(selection);
        const selected = fields.get(key);
        const field = { node: selection, parent, isCertain: isAlways };
        if (selected) selected.push(field);
        else fields.set(key, [field]);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
      if (!isCompositeType(condition)) continue;
      const applies = isAlways && condition === type;
      collect({ selectionSet: fragment.selectionSet, isCertain: applies }, condition);
    }
  };
  for (const selection of selections) collect(selection, type);
  return fields;
}

/** The selections of the objects that the merged fields return. The objects of a field that is selected once have all that it selects. */
export function subselections(fields: readonly SelectedField[]): Selection[] {
  return fields.flatMap(({ node: { selectionSet }, isCertain }) =>
    selectionSet ? [{ selectionSet, isCertain: isCertain || fields.length === 1 }] : [],
  );
}
