import type { FetchNode } from '@apollo/query-planner';
import { type FieldNode, type GraphQLSchema, isObjectType } from 'graphql';
import type { Conditions } from '../../graphql/conditions.ts';
import type { JsonObject, Path } from '../../graphql/json-object.ts';
import type { FetchOperation } from '../../planning/query-plan/fetch-operation.ts';
import { compileMerge, type Merge, merge } from '../merge.ts';
import type { SubgraphQuery } from '../request.ts';
import { compileRewrites, pathRenamer, type Rewrite } from '../rewrites.ts';
import { compileSelectedKeys, type SelectedKeys } from '../selected-keys.ts';
import { compileRepresentation, type RepresentationOfType } from './representations.ts';

/** The response key of one query's entities in a merged operation, and the variable of their representations. */
export interface MergedPart {
  key: string;
  variable: string;
}

/** One or more entity queries in one operation, in order. */
export interface MergedQuery extends SubgraphQuery {
  parts: readonly MergedPart[];
}

/** A query for entities of one subgraph, wherever in the response their objects are. */
export interface EntityQuery {
  operation: FetchOperation;
  /** The operation's `_entities` field. */
  field: FieldNode;
  /** The operation that is sent when no other query is merged with this one. */
  alone: MergedQuery;
  /** Finds by its name how to represent objects of a type. */
  representationOf: (type: unknown) => RepresentationOfType;
  /** Whether the planner changes representations, such as their types. */
  isRewritten: boolean;
  /** Changes each entity as the planner demands. */
  rewrite: Rewrite | null;
  /** Gives an error's path, from the entity on, the client's response keys. */
  clientPath: (path: Path) => Path;
  selectedKeys: SelectedKeys;
  /** Finds how entities are merged into objects of a type. */
  mergeInto: (type: unknown) => Merge;
  /** Whether several fetches share its entities, so that each merges a copy. */
  isCopied: boolean;
}

/** Compiles a fetch of the plan that requires representations. */
export function compileEntityQuery(
  supergraph: GraphQLSchema,
  conditions: Conditions,
  operation: FetchOperation,
  { requires = [], inputRewrites, outputRewrites }: FetchNode,
): EntityQuery {
  const field = operation.operation.selectionSet.selections[0];
  if (field?.kind !== 'Field' || !field.selectionSet) throw new Error('an entity fetch must select _entities');
  const selectedKeys = compileSelectedKeys(supergraph, conditions, operation.fragments, field.selectionSet);
  return {
    operation,
    field,
    alone: { ...operation, parts: [{ key: '_entities', variable: 'representations' }] },
    representationOf: rewritten(
      compileRepresentation({ schema: supergraph, names: originalNames(inputRewrites) }, requires),
      compileRewrites(supergraph, inputRewrites),
    ),
    isRewritten: Boolean(inputRewrites?.length),
    rewrite: compileRewrites(supergraph, outputRewrites),
    clientPath: pathRenamer(outputRewrites),
    selectedKeys,
    // Rewritten entities have other keys than their selection.
    mergeInto: outputRewrites?.length ? () => merge : compileMerges(supergraph, selectedKeys),
    isCopied: false,
  };
}

function compileMerges(supergraph: GraphQLSchema, selectedKeys: SelectedKeys): EntityQuery['mergeInto'] {
  const byType = new Map<unknown, Merge>();
  return (type) => {
    const known = byType.get(type);
    if (known) return known;
    // Subgraphs may send any name.
    if (typeof type !== 'string' || !isObjectType(supergraph.getType(type))) return merge;
    const compiled = compileMerge(selectedKeys(type));
    byType.set(type, compiled);
    return compiled;
  };
}

/** The names of the required fields for which the plan uses others, by those. */
function originalNames(rewrites: FetchNode['inputRewrites'] = []): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((each) => (each.kind === 'KeyRenamer' ? [[each.path.at(-1) ?? '', each.renameKeyTo]] : [])),
  );
}

/** An object that meets no type condition has no `__typename` in its representation, and is not requested. */
function rewritten(
  representationOf: EntityQuery['representationOf'],
  rewrite: Rewrite | null,
): EntityQuery['representationOf'] {
  return (type) => {
    const { identity, represent } = representationOf(type);
    return {
      identity,
      represent: (object: JsonObject) => {
        const representation = represent(object);
        if (!representation?.__typename) return null;
        rewrite?.(representation);
        return representation;
      },
    };
  };
}
