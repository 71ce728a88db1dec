import { MapWithCachedArrays } from '@apollo/federation-internals';

/** What the planner will make a fetch of, as far as it is mended. */
interface FetchGroup {
  addParent(parent: { group: FetchGroup }): void;
  parentGroups(): readonly FetchGroup[];
  canMergeChildIn(child: FetchGroup): boolean;
  mergeInWithAllDependencies(other: FetchGroup): void;
}

/**
 * Mends two faults in how the planner merges fetches. It has to be called before the first plan is made; the class is the planner's
 * own, so it is got hold of where the planner keeps the first of its groups.
 *
 * - What is fetched for a `@requires` is merged into the fetch above it, though it needs something of a third subgraph first. It is
 *   then asked for without that, and what requires it gets a wrong value.
 * - Of two fetches with the same inputs, of which one comes after the other, one is merged into the other. What is left then comes
 *   after itself, and the planner goes round in circles until its memory ends.
 */
export function mendFetchGroups(): void {
  const { set } = MapWithCachedArrays.prototype;
  MapWithCachedArrays.prototype.set = function (key, value) {
    if (isFetchGroup(value)) {
      MapWithCachedArrays.prototype.set = set;
      mend(Object.getPrototypeOf(value));
    }
    return set.call(this, key, value);
  };
}

function mend(groups: FetchGroup): void {
  const { addParent, canMergeChildIn, mergeInWithAllDependencies } = groups;
  groups.canMergeChildIn = function (child) {
    const others = child.parentGroups().filter((parent) => parent !== this);
    return canMergeChildIn.call(this, child) && others.every((other) => needs(this, other));
  };
  // It takes over the parents of what is merged into it, of which it may be one itself.
  groups.addParent = function (parent) {
    if (parent.group !== this) addParent.call(this, parent);
  };
  groups.mergeInWithAllDependencies = function (other) {
    if (!needs(this, other)) mergeInWithAllDependencies.call(this, other);
  };
}

/** Whether a group comes after another, directly or by way of others. */
function needs(group: FetchGroup, other: FetchGroup): boolean {
  const above = new Set(group.parentGroups());
  for (const each of above) for (const parent of each.parentGroups()) above.add(parent);
  return above.has(other);
}

function isFetchGroup(value: unknown): value is FetchGroup {
  const methods = ['parentGroups', 'addParent', 'canMergeChildIn', 'mergeInWithAllDependencies'];
  return methods.every((name) => typeof Reflect.get(Object(value), name) === 'function');
}
