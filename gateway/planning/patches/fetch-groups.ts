import {
  type FederationMetadata,
  isInterfaceType,
  isObjectType,
  MapWithCachedArrays,
  type Schema,
  type SelectionSet,
} from '@apollo/federation-internals';

/** The part of the planner's fetch group that the patch uses. */
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
 * Patches three faults in how Apollo's planner (2.14) merges fetches. It can go when the planner's own suite covers them:
 *
 * - A fetch for a `@requires` is merged into the fetch above it, although it first needs data of a third subgraph. It is then sent
 *   without that data, and the field that requires it gets a wrong value.
 * - A fetch for a `@requires` is merged into the fetch above it, which goes to another subgraph, when that subgraph has the fields only
 *   as external ones.
 * - Two fetches with the same inputs, one of which depends on the other, are merged. The merged fetch then depends on itself, and the
 *   planner loops until its memory ends.
 *
 * The planner does not export the class of its fetch groups. The patch finds the class where the planner stores its first group,
 * and is in place only while `apply` runs, so that other planners of the process stay as they are.
 */
export class FetchGroupPatch {
  #groups: FetchGroup | undefined;

  /** Runs `plan`, which must be synchronous, with the patch in place. */
  apply<Result>(plan: () => Result): Result {
    let restore: () => void;
    if (this.#groups) restore = patch(this.#groups);
    else restore = this.#patchFirst();
    try {
      return plan();
    } finally {
      restore();
    }
  }

  #patchFirst(): () => void {
    const { set } = MapWithCachedArrays.prototype;
    let restoreGroups = () => {};
    const restoreSet = () => {
      MapWithCachedArrays.prototype.set = set;
    };
    const found = (group: FetchGroup): void => {
      restoreSet();
      this.#groups = Object.getPrototypeOf(group) as FetchGroup;
      restoreGroups = patch(this.#groups);
    };
    MapWithCachedArrays.prototype.set = function (key, value) {
      if (isFetchGroup(value)) found(value);
      return set.call(this, key, value);
    };
    return () => {
      restoreSet();
      restoreGroups();
    };
  }
}

/** Patches the methods of all fetch groups. Returns a function that restores them. */
function patch(groups: FetchGroup): () => void {
  const { addParent, canMergeChildIn, removeInputsFromSelection, mergeInWithAllDependencies } = groups;
  groups.canMergeChildIn = function (child) {
    const others = child.parentGroups().filter((parent) => parent !== this);
    return canMergeChildIn.call(this, child) && others.every((other) => needs(this, other));
  };
  // The planner calls it before it merges a group into its parent, which it does only when the selection can be rebased on the parent.
  groups.removeInputsFromSelection = function () {
    removeInputsFromSelection.call(this);
    const { selection } = this;
    if (!this.parentGroups().every((parent) => answers(parent, selection))) selection.canRebaseOn = () => false;
  };
  // A group takes over the parents of a group that is merged into it. It may be one of them.
  groups.addParent = function (parent) {
    if (parent.group !== this) addParent.call(this, parent);
  };
  groups.mergeInWithAllDependencies = function (other) {
    if (!needs(this, other)) mergeInWithAllDependencies.call(this, other);
  };
  return () =>
    Object.assign(groups, { addParent, canMergeChildIn, removeInputsFromSelection, mergeInWithAllDependencies });
}

/** Whether a group's subgraph resolves the selection's fields without other data of the object. */
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

/** Whether a group depends on another, directly or through others. */
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
