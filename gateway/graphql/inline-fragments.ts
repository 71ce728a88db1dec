import { type InlineFragmentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { OperationParts } from './operation-parts.ts';

/** Replaces each fragment spread of a selection set, however deep, by the fragment's content. Throws when there is no such fragment. */
export function inlineFragments(set: SelectionSetNode, fragments: OperationParts['fragments']): SelectionSetNode {
  const inline = (selection: SelectionNode): SelectionNode => {
    if (selection.kind !== Kind.FRAGMENT_SPREAD) {
      const { selectionSet } = selection;
      return selectionSet ? { ...selection, selectionSet: inlineFragments(selectionSet, fragments) } : selection;
    }
    const fragment = fragments.get(selection.name.value);
    if (!fragment) throw new Error(`no fragment ${selection.name.value}`);
    const { typeCondition, selectionSet } = fragment;
    const inlined: InlineFragmentNode = {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition,
      directives: selection.directives ?? [],
      selectionSet: inlineFragments(selectionSet, fragments),
    };
    return inlined;
  };
  return { ...set, selections: set.selections.map(inline) };
}
