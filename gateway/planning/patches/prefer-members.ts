import { isCompositeType, type NamedType, possibleRuntimeTypes, type Schema } from '@apollo/federation-internals';
import { type Edge, GraphPath, type OpGraphPath } from '@apollo/query-graphs';

/** One way to resolve a selection. It has several paths when the planner resolves each type of an interface by its own. */
interface Option {
  paths: readonly OpGraphPath[];
}

/** The part of the planner's traversal of an operation that the patch uses. */
interface Traversal {
  readonly parameters: { supergraphSchema: Schema };
  handleOpenBranch(selection: { element: { kind: string; typeCondition?: NamedType } }, options: Option[]): void;
  recordClosedBranch(options: Option[]): void;
}

type TypeNames = ReadonlySet<string>;

/**
 * Patches three faults of Apollo's planner (2.14) in choosing a subgraph for a shared field of an abstract type, when one subgraph has all of
 * another's members and more. It can go when `prefer-members.test.ts` passes without it:
 *
 * - It drops a fragment on a member as soon as one of the subgraphs lacks that member.
 * - It takes the field from the subgraph with the least cost, even one that cannot return every object.
 * - It leaves out the way to another subgraph by a key, when the field leads there directly, though to fewer objects.
 *
 * Here the subgraph with more members comes first, for each field that it can lead to. When each of two subgraphs has a member that the
 * other lacks, neither comes first.
 *
 * The planner does not export the class of its traversals. The patch finds the class when the planner first sets a property of one, and
 * is in place only while `apply` runs, so that other planners of the process stay as they are.
 */
export class PreferMembersPatch {
  #traversals: Traversal | undefined;

  /** Runs `plan`, which must be synchronous, with the patch in place. */
  apply<Result>(plan: () => Result): Result {
    let restore = () => {};
    const restorePaths = patchPaths();
    const found = (traversals: Traversal): void => {
      this.#traversals = traversals;
      restore = patch(traversals);
    };
    if (this.#traversals) found(this.#traversals);
    else restore = onFirstTraversal(found);
    try {
      return plan();
    } finally {
      restore();
      restorePaths();
    }
  }
}

/** Calls back with the prototype of the first traversal. Returns a function that stops waiting for it. */
function onFirstTraversal(found: (traversals: Traversal) => void): () => void {
  const property = 'closedBranches';
  const stop = () => void Reflect.deleteProperty(Object.prototype, property);
  Object.defineProperty(Object.prototype, property, {
    configurable: true,
    set(this: object, value: unknown) {
      stop();
      Object.defineProperty(this, property, { value, writable: true, enumerable: true, configurable: true });
      found(Object.getPrototypeOf(this) as Traversal);
    },
  });
  return stop;
}

/** Patches the methods of all traversals. Returns a function that restores them. */
function patch(traversals: Traversal): () => void {
  const { handleOpenBranch, recordClosedBranch } = traversals;
  traversals.handleOpenBranch = function (selection, options) {
    const { kind, typeCondition } = selection.element;
    const condition = kind === 'FragmentElement' && this.parameters.supergraphSchema.type(typeCondition?.name ?? '');
    const able = condition && options.length > 1 ? thoseWithTypes(options, typeNames(condition)) : options;
    handleOpenBranch.call(this, selection, able);
  };
  traversals.recordClosedBranch = function (options) {
    recordClosedBranch.call(this, options.length > 1 ? thoseWithMostMembers(options) : options);
  };
  return () => Object.assign(traversals, { handleOpenBranch, recordClosedBranch });
}

/** Patches the method of all paths that finds a direct way. Returns a function that restores it. */
function patchPaths(): () => void {
  const paths = GraphPath.prototype;
  const { checkDirectPathFromPreviousSubgraphTo } = paths;
  paths.checkDirectPathFromPreviousSubgraphTo = function (typeName, triggerToEdge, ...rest) {
    const taken: (Edge | null | undefined)[] = [];
    const edgeOf: typeof triggerToEdge = (...step) => {
      const edge = triggerToEdge(...step);
      taken.push(edge);
      return edge;
    };
    const direct = checkDirectPathFromPreviousSubgraphTo.call(this, typeName, edgeOf, ...rest);
    if (!direct || taken.length === 0) return direct;
    // The steps are those at the end of the path.
    const own = [...this].slice(-taken.length).map(([edge]) => edge);
    const hasFewer = taken.some((edge, at) => isStrictSubset(fieldTypes(edge), fieldTypes(own[at])));
    return hasFewer ? undefined : direct;
  };
  return () => {
    paths.checkDirectPathFromPreviousSubgraphTo = checkDirectPathFromPreviousSubgraphTo;
  };
}

/** Leaves out the options whose objects have none of the types, when another option has all of an option's types and more. */
function thoseWithTypes(options: Option[], types: TypeNames): Option[] {
  const tails = new Map(options.map((each) => [each, tailTypes(each)]));
  const typesOf = (option: Option): TypeNames => tails.get(option) ?? new Set();
  const able = options.filter((each) => [...typesOf(each)].some((name) => types.has(name)));
  if (able.length === options.length) return options;
  return options.filter(
    (each) => able.includes(each) || !able.some((other) => isStrictSubset(typesOf(each), typesOf(other))),
  );
}

/** Leaves out the options that pass through fewer types than another one, and nowhere through types that the other lacks. */
function thoseWithMostMembers(options: Option[]): Option[] {
  const all = options.map((option) => ({ option, members: membersOnWay(option) }));
  const hasFewer = (one: ReadonlyMap<string, TypeNames>, other: ReadonlyMap<string, TypeNames>) => {
    const common = [...one].flatMap(([at, types]) => {
      const others = other.get(at);
      return others ? [{ types, others }] : [];
    });
    return (
      common.every(({ types, others }) => types === others || isSubset(types, others)) &&
      common.some(({ types, others }) => isStrictSubset(types, others))
    );
  };
  const kept = all.filter(({ members }) => !all.some((other) => hasFewer(members, other.members)));
  return kept.length === all.length ? options : kept.map(({ option }) => option);
}

const isStrictSubset = (some: TypeNames, others: TypeNames): boolean =>
  some.size < others.size && isSubset(some, others);

function isSubset(some: TypeNames, others: TypeNames): boolean {
  for (const name of some) if (!others.has(name)) return false;
  return true;
}

function tailTypes({ paths }: Option): TypeNames {
  return new Set(paths.flatMap((path) => path.tailPossibleRuntimeTypes().map(({ name }) => name)));
}

/** The types that the objects of each field on the way can have in the field's subgraph, by the path of the field. */
function membersOnWay({ paths }: Option): Map<string, TypeNames> {
  const members = new Map<string, TypeNames>();
  for (const path of paths) {
    let at = '';
    for (const [edge, trigger] of path) {
      if (!('kind' in trigger) || trigger.kind !== 'Field') continue;
      at += `.${trigger.responseName()}`;
      const types = fieldTypes(edge);
      const present = members.get(at);
      if (types.size > 0) members.set(at, present && present !== types ? new Set([...present, ...types]) : types);
    }
  }
  return members;
}

/** The types of the objects that a field's edge leads to; none for another edge. */
const fieldTypes = (edge: Edge | null | undefined): TypeNames =>
  edge?.transition.kind === 'FieldCollection' ? typeNames(edge.tail.type) : new Set();

const namesOfTypes = new WeakMap<NamedType, TypeNames>();

/** The names of a type's possible types; of an object type, its own. */
function typeNames(type: NamedType): TypeNames {
  let names = namesOfTypes.get(type);
  if (!names) {
    names = new Set(isCompositeType(type) ? possibleRuntimeTypes(type).map(({ name }) => name) : []);
    namesOfTypes.set(type, names);
  }
  return names;
}
