import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { applies } from '../../graphql/collect-fields.ts';
import { isCondition } from '../../graphql/conditions.ts';
import { responseKey } from '../../graphql/field-identity.ts';
import type { OperationParts } from '../../graphql/operation-parts.ts';

/** A variable in the `@include` or `@skip` of a selection, and the value under which the selection is in the operation. */
export interface Condition {
  variable: string;
  expected: boolean;
}

/** A field, with the conditions on it and on the fragments around it. */
export interface SelectedField {
  node: FieldNode;
  conditions: readonly Condition[];
}

/** Collects the fields that selection sets select on an object of a type, by response key, whatever the conditions' values. */
export function collectSelections(
  { schema, fragments }: { schema: GraphQLSchema; fragments: OperationParts['fragments'] },
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Map<string, SelectedField[]> {
  const fields = new Map<string, SelectedField[]>();
  const visited = new Set<string>();
  const collect = ({ selections }: SelectionSetNode, around: readonly Condition[]): void => {
    for (const selection of selections) {
      const conditions = conditionsOn(selection.directives ?? [], around);
      if (!conditions) continue;
      if (selection.kind === Kind.FIELD) {
        const key = responseKey(selection);
        const selected = fields.get(key);
        if (selected) selected.push({ node: selection, conditions });
        else fields.set(key, [{ node: selection, conditions }]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment || !applies(schema, fragment.typeCondition?.name.value, type)) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD && conditions.length === 0) {
        if (visited.has(selection.name.value)) continue;
        visited.add(selection.name.value);
      }
      collect(fragment.selectionSet, conditions);
    }
  };
  for (const set of sets) collect(set, []);
  return fields;
}

/** Null when a literal excludes the selection. */
function conditionsOn(directives: readonly DirectiveNode[], around: readonly Condition[]): readonly Condition[] | null {
  const conditions = [...around];
  for (const directive of directives) {
    const value = isCondition(directive) ? directive.arguments?.[0]?.value : undefined;
    const expected = directive.name.value === 'include';
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, expected });
    if (value?.kind === Kind.BOOLEAN && value.value !== expected) return null;
  }
  return conditions;
}
