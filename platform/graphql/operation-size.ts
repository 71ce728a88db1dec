import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';

/** The bounds of an operation's size, with its fragments expanded where they are spread. */
export interface OperationBounds {
  /** Fields, aliases counted one by one. */
  fields: number;
  /** Fields inside one another. */
  depth: number;
  /** Pairs of selections that validation compares: those with the same response key, or of fragments spread, at the same position. */
  comparisons: number;
}

/** The size of a document: the sum over its operations, and the greatest depth. */
export type OperationSize = OperationBounds;

interface SelectionSize {
  fields: number;
  depth: number;
}

/**
 * Measures a document before it is validated. Takes time in proportion to its length for the fields and the depth, however often fragments
 * are spread; the comparisons are counted only up to `maxFields` expanded fields, and are infinite beyond.
 */
export function operationSize(document: DocumentNode, maxFields: number): OperationSize {
  const fragments = new Map<string, SelectionSetNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each.selectionSet);
  }
  const sizes = new Map<SelectionSetNode, SelectionSize>();
  const sizeOf = (set: SelectionSetNode): SelectionSize => {
    const known = sizes.get(set);
    if (known) return known;
    // A fragment that spreads itself is refused by validation. Here it counts as empty inside itself.
    const size: SelectionSize = { fields: 0, depth: 0 };
    sizes.set(set, size);
    let fields = 0;
    let depth = 0;
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.selectionSet;
      const below = inner ? sizeOf(inner) : { fields: 0, depth: 0 };
      fields += below.fields + (isField ? 1 : 0);
      depth = Math.max(depth, below.depth + (isField ? 1 : 0));
    }
    return Object.assign(size, { fields, depth });
  };
  const total: OperationSize = { fields: 0, depth: 0, comparisons: 0 };
  const sets: SelectionSetNode[] = [];
  for (const each of document.definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION && each.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const { fields, depth } = sizeOf(each.selectionSet);
    total.depth = Math.max(total.depth, depth);
    if (each.kind === Kind.OPERATION_DEFINITION) total.fields += fields;
    sets.push(each.selectionSet);
  }
  const expanded = sets.reduce((sum, set) => sum + sizeOf(set).fields, 0);
  // Each definition is validated by itself, so fragments count once more than they are spread.
  total.comparisons =
    expanded > 2 * maxFields
      ? Number.POSITIVE_INFINITY
      : sets.reduce((sum, set) => sum + comparisonsIn([set], fragments), 0);
  return total;
}

/** Counts the pairs in the selection sets of one position, and below it. Ends because cyclic fragments are followed once. */
function comparisonsIn(sets: readonly SelectionSetNode[], fragments: ReadonlyMap<string, SelectionSetNode>): number {
  const byKey = new Map<string, SelectionSetNode[]>();
  const counts = new Map<string, number>();
  const visited = new Set<string>();
  let spreads = 0;
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (selection.selectionSet) byKey.set(key, [...(byKey.get(key) ?? []), selection.selectionSet]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else {
        spreads++;
        const { value: name } = selection.name;
        const fragment = fragments.get(name);
        if (!fragment || visited.has(name)) continue;
        visited.add(name);
        collect(fragment);
      }
    }
  };
  for (const set of sets) collect(set);
  let comparisons = pairs(spreads);
  for (const count of counts.values()) comparisons += pairs(count);
  for (const below of byKey.values()) comparisons += comparisonsIn(below, fragments);
  return comparisons;
}

const pairs = (count: number): number => (count * (count - 1)) / 2;

/** The first bound that a size exceeds; null when it exceeds none. */
export function exceededBound(
  size: OperationSize,
  bounds: OperationBounds,
): { bound: keyof OperationBounds; limit: number; actual: number } | null {
  for (const bound of ['depth', 'fields', 'comparisons'] as const) {
    if (size[bound] > bounds[bound]) return { bound, limit: bounds[bound], actual: size[bound] };
  }
  return null;
}
