import { Kind, type SelectionSetNode } from 'graphql';
import { signInFields } from '#contract/sign-in-fields.ts';
import { responseKey } from '../../graphql/field-identity.ts';
import type { OperationParts } from '../../graphql/operation-parts.ts';

const fields: ReadonlySet<string> = new Set(signInFields);

/** The number of attempts to sign in that an operation makes: one for each alias, whatever its conditions. */
export function countSignIns({ operation, fragments }: OperationParts): number {
  if (operation.operation !== 'mutation') return 0;
  const keys = new Set<string>();
  const visited = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (fields.has(selection.name.value)) keys.add(responseKey(selection));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) collect(fragment.selectionSet);
      }
    }
  };
  collect(operation.selectionSet);
  return keys.size;
}
