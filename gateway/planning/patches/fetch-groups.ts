import {
  type FederationMetadata,
  isInterfaceType,
  isObjectType,
  MapWithCachedArrays,
  type Schema,
  type SelectionSet,
} from '@apollo/federation-internals';

/** What the planner will make a fetch of, as far as it is mended. */
interface FetchGroup {
  readonly subgraphName: string;
  readonly selection: SelectionSet;
  readonly dependencyGraph: {
    readonly subgraphSchemas: ReadonlyMap<string, Schema>;
    federationMetadata(subgraph: string): FederationMetadata;
  };
  addParent(parent: { group: FetchGroup }): void;
  parentGroups(): readonly FetchGroup[];
  canMergeChildIn(child: FetchGroup): boolean;
  removeInputsFromSelection(): void;
  mergeInWithAllDependencies(other: FetchGroup): void;
}

/**
 * Mends faults in how the planner merges fetches. It has to be called before the first plan is made; the class is the planner's
 * own, so it is got hold of where the planner keeps the first of its groups.
 *
 * - What is fetched for a `@requires` is merged into the fetch above it, though it needs something of a third subgraph first. It is
 *   then asked for without that, and what requires it gets a wrong value.
 * - What is fetched for a `@requires` is merged into the fetch above it, of another subgraph, where that has the fields, though only as
 *   external ones.
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
  const { addParent, canMergeChildIn, removeInputsFromSelection, mergeInWithAllDependencies } = groups;
  groups.canMergeChildIn = function (child) {
    const others = child.parentGroups().filter((parent) => parent !== this);
    return canMergeChildIn.call(this, child) && others.every((other) => needs(this, other));
  };
  // It is called where a group is about to be merged into its parent, which it is unless its selection is none of the parent's type.
  groups.removeInputsFromSelection = function () {
    removeInputsFromSelection.call(this);
    const { selection } = this;
    if (!this.parentGroups().every((parent) => answers(parent, selection))) selection.canRebaseOn = () => false;
  };
  // It takes over the parents of what is merged into it, of which it may be one itself.
  groups.addParent = function (parent) {
    if (parent.group !== this) addParent.call(this, parent);
  };
  groups.mergeInWithAllDependencies = function (other) {
    if (!needs(this, other)) mergeInWithAllDependencies.call(this, other);
  };
}

/** Whether the subgraph of a group answers what is selected whatever it is given of the object, as far as it has the fields. */
function answers({ subgraphName, dependencyGraph }: FetchGroup, selection: SelectionSet): boolean {
  const schema = dependencyGraph.subgraphSchemas.get(subgraphName);
  const metadata = dependencyGraph.federationMetadata(subgraphName);
  const required = metadata.requiresDirective();
  const all = ({ selectionSet }: { selectionSet?: SelectionSet | undefined }): boolean =>
    !selectionSet || isAnswered(selectionSet);
  const isAnswered = (set: SelectionSet): boolean =>
    set.selections().every((each) => {
      if (each.kind === 'FragmentSelection') return all(each);
      const type = schema?.type(each.element.parentType.name);
      const field = type && (isObjectType(type) || isInterfaceType(type)) ? type.field(each.element.name) : undefined;
      if (field && (metadata.isFieldExternal(field) || field.hasAppliedDirective(required))) return false;
      return all(each);
    });
  return isAnswered(selection);
}

/** Whether a group comes after another, directly or by way of others. */
function needs(group: FetchGroup, other: FetchGroup): boolean {
  const above = new Set(group.parentGroups());
  for (const each of above) for (const parent of each.parentGroups()) above.add(parent);
  return above.has(other);
}

function isFetchGroup(value: unknown): value is FetchGroup {
  const methods = [
    'parentGroups',
    'addParent',
    'canMergeChildIn',
    'removeInputsFromSelection',
    'mergeInWithAllDependencies',
  ];
  return methods.every((name) => typeof Reflect.get(Object(value), name) === 'function');
}
