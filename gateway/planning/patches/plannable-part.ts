import { type FieldNode, type InlineFragmentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { OperationParts } from '../../graphql/operation-parts.ts';
import { PlanLimitExceeded } from '../planner.ts';

/**
 * Patches a fault of Apollo's planner (2.14): when no subgraph can resolve a field, it throws for the whole operation. Returns the part of a
 * selection set that can be planned, with `__typename` in objects that would be empty. `plan` must throw when the set that it gets cannot
 * be planned. It can go when the planner leaves such a field out.
 *
 * @throws Error when it takes more than `maxPlans` plans to find that part.
 */
export function plannablePart(
  set: SelectionSetNode,
  fragments: OperationParts['fragments'],
  plan: (set: SelectionSetNode) => unknown,
): SelectionSetNode {
  let left = maxPlans;
  const counted = (each: SelectionSetNode): void => {
    if (left-- > 0) plan(each);
  };
  const found = plannableOf(set, fragments, counted);
  if (left < 0) throw new Error('too many parts of the operation cannot be planned');
  return found;
}

/** A failed plan takes as long as any other, and most parts of an operation that is too large for the planner fail as well. */
const maxPlans = 300;

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
    } catch (error) {
      if (error instanceof PlanLimitExceeded) throw error;
      return false;
    }
  };
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (isPlanned(selection)) return [selection];
    const parent = parentOf(selection, fragments);
    if (!parent) return [];
    const within = (selectionSet: SelectionSetNode): SelectionNode => ({ ...parent, selectionSet });
    const inner = plannableOf(parent.selectionSet, fragments, (each) => plan(only(within(each))));
    if (inner.selections.length > 0) return [within(inner)];
    const empty = within(only(typename));
    return isPlanned(empty) ? [empty] : [];
  });
  return { ...set, selections };
}

type ParentNode = (FieldNode | InlineFragmentNode) & { selectionSet: SelectionSetNode };

/** The selection if it has a selection set, a spread as an inline fragment; null for a leaf. */
function parentOf(selection: SelectionNode, fragments: OperationParts['fragments']): ParentNode | null {
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
