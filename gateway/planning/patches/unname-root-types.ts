import type { FetchDataRewrite, FetchNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';
import { responseKey } from '../../graphql/field-identity.ts';
import { type OperationParts, usedDocument } from '../../graphql/operation-parts.ts';
import { readFetch } from '../query-plan/fetch-operation.ts';

const rootCondition = /\bon (Query|Mutation|Subscription)\b/;

/**
 * Patches a fault of Apollo's planner (2.14): it sends `... on Query` to subgraphs, and relies on the `__typename` of root objects, although
 * composition renames root types, so that a subgraph's own may have other names. The result names no root type where its fields are
 * selected, and gives root objects the supergraph's names. It can go when `root-types.test.ts` passes without it.
 */
export function unnameRootTypes(fetch: FetchNode, schema: GraphQLSchema): FetchNode {
  const roots = rootTypesOf(schema);
  if (!rootCondition.test(fetch.operation) && !roots.areReturned) return fetch;
  const { operation, fragments } = readFetch(fetch);
  const root = schema.getRootType(operation.operation);
  if (!root) return fetch;
  const rewrites = new Map<string, FetchDataRewrite>();

  const unname = (set: SelectionSetNode, parent: GraphQLCompositeType, path: readonly string[]): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((each): readonly SelectionNode[] => {
      const selection = each.kind === Kind.FRAGMENT_SPREAD ? inlined(each, fragments) : each;
      if (isTypename(selection) && roots.types.has(parent)) {
        const at = [...path, '__typename'];
        rewrites.set(at.join(), { kind: 'ValueSetter', path: at, setValueTo: parent.name });
      }
      const type = typeBelow(schema, selection, parent);
      if (!type || !selection.selectionSet) return [selection];
      const isRootCondition = selection.kind === Kind.INLINE_FRAGMENT && type === parent && roots.types.has(type);
      const below = isRootCondition ? path : [...path, ...stepTo(selection)];
      const selectionSet = unname(selection.selectionSet, type, below);
      if (!isRootCondition) return [{ ...selection, selectionSet }];
      const { typeCondition: _, ...unconditional } = selection;
      return selection.directives?.length ? [{ ...unconditional, selectionSet }] : selectionSet.selections;
    }),
  });
  const unnamed = { ...operation, selectionSet: unname(operation.selectionSet, root, []) };
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(usedDocument({ operation: unnamed, fragments }))),
    // The planner's rewrites may rename fields on the paths of these, so they run last.
    outputRewrites: [...rewrites.values(), ...(fetch.outputRewrites ?? [])],
  };
}

/** A fragment spread with the fragment's content. A fragment's definition could not leave its type out. */
function inlined(spread: FragmentSpreadNode, fragments: OperationParts['fragments']): InlineFragmentNode {
  const fragment = fragments.get(spread.name.value);
  if (!fragment) throw new Error(`no fragment ${spread.name.value}`);
  const { typeCondition, selectionSet } = fragment;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: spread.directives ?? [], selectionSet };
}

/** An alias of `__typename` is the client's, which gets the name from the gateway. */
const isTypename = (selection: FieldNode | InlineFragmentNode): boolean =>
  selection.kind === Kind.FIELD && selection.name.value === '__typename' && !selection.alias;

/** The type of the objects that a selection's own selections apply to. */
function typeBelow(
  schema: GraphQLSchema,
  selection: FieldNode | InlineFragmentNode,
  parent: GraphQLCompositeType,
): GraphQLCompositeType | null {
  let type: unknown = parent;
  if (selection.kind === Kind.FIELD) {
    const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
    type = getNamedType(fields[selection.name.value]?.type);
  } else if (selection.typeCondition) type = schema.getType(selection.typeCondition.name.value);
  return isCompositeType(type) ? type : null;
}

/** The step of a rewrite's path to a selection's objects. The paths of an entity fetch begin at its entities. */
function stepTo(selection: FieldNode | InlineFragmentNode): string[] {
  if (selection.kind === Kind.FIELD) return selection.name.value === '_entities' ? [] : [responseKey(selection)];
  return selection.typeCondition ? [`... on ${selection.typeCondition.name.value}`] : [];
}

interface RootTypes {
  types: ReadonlySet<GraphQLCompositeType>;
  /** Whether a field of the schema returns one. */
  areReturned: boolean;
}

const rootTypes = new WeakMap<GraphQLSchema, RootTypes>();

function rootTypesOf(schema: GraphQLSchema): RootTypes {
  let found = rootTypes.get(schema);
  if (!found) {
    const types = new Set(Object.values(OperationTypeNode).flatMap((each) => schema.getRootType(each) ?? []));
    const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
    );
    found = { types, areReturned: fields.some(({ type }) => types.has(getNamedType(type) as GraphQLObjectType)) };
    rootTypes.set(schema, found);
  }
  return found;
}
