import { type FieldNode, type InlineFragmentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { OperationParts } from '../../graphql/operation-parts.ts';

/**
 * What of a selection set can be planned. `plan` throws for what can't be, in place of the set. An object of which nothing can be is
 * still asked for by its type. Throws where it would take too many plans to find out.
 *
 * Mends a fault of the planner: where no subgraph can be asked for a field, it throws for the whole operation.
 */
export function plannable(
  set: SelectionSetNode,
  fragments: OperationParts['fragments'],
  plan: (set: SelectionSetNode) => unknown,
): SelectionSetNode {
  let left = mostPlans;
  const counted = (each: SelectionSetNode): void => {
    if (left-- > 0) plan(each);
  };
  const found = plannableOf(set, fragments, counted);
  if (left < 0) throw new Error('too much of an operation can not be planned');
  return found;
}

/** Each takes as long as any; an operation that is too large for the planner is so in most of its parts. */
const mostPlans = 300;

function plannableOf(
  set: SelectionSetNode,
  fragments: OperationParts['fragments'],
  plan: (set: SelectionSetNode) => void,
): SelectionSetNode {
  const only = (selection: SelectionNode): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections: [selection] });
  const isPlanned = (selection: SelectionNode): boolean => {
    try {
      plan(only(selection));
      return true;
    } catch {
      return false;
    }
  };
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (isPlanned(selection)) return [selection];
    const holder = withOwnSet(selection, fragments);
    if (!holder) return [];
    const within = (selectionSet: SelectionSetNode): SelectionNode => ({ ...holder, selectionSet });
    const inner = plannableOf(holder.selectionSet, fragments, (each) => plan(only(within(each))));
    if (inner.selections.length > 0) return [within(inner)];
    const empty = within(only(typename));
    return isPlanned(empty) ? [empty] : [];
  });
  return { ...set, selections };
}

type Holder = (FieldNode | InlineFragmentNode) & { selectionSet: SelectionSetNode };

/** A spread as the fragment that it spreads; null for a leaf. */
function withOwnSet(selection: SelectionNode, fragments: OperationParts['fragments']): Holder | null {
  if (selection.kind !== Kind.FRAGMENT_SPREAD) {
    const { selectionSet } = selection;
    return selectionSet ? { ...selection, selectionSet } : null;
  }
  const fragment = fragments.get(selection.name.value);
  if (!fragment) return null;
  const { typeCondition, selectionSet } = fragment;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
