import type { FetchNode } from '@apollo/query-planner';
import type { FieldNode, GraphQLSchema } from 'graphql';
import type { Conditions } from '../../graphql/conditions.ts';
import type { Data, Path } from '../../graphql/json-object.ts';
import type { FetchOperation } from '../../planning/query-plan/fetch-operation.ts';
import { compileRewrites, pathRenamer, type Rewrite } from '../rewrites.ts';
import { type AskedFields, compileAskedFields } from '../selected-keys.ts';
import type { JointQuery } from './merge-queries.ts';
import { compileRepresentation, type Representing } from './representations.ts';

/** What is asked of one subgraph about entities, wherever in the answer they are. */
export interface EntityQuery {
  operation: FetchOperation;
  /** The `_entities` of the operation. */
  field: FieldNode;
  /** How it is asked where nothing goes along with it. */
  alone: JointQuery;
  /** By the name of the object's type. */
  representing: (type: unknown) => Representing;
  /** What is done to each entity that comes. */
  rewrite: Rewrite | null;
  /** From the entity on. */
  clientPath: (path: Path) => Path;
  asked: AskedFields;
  /** Whether fetches take copies of its entities, because what is merged below one place is not of the others. */
  isCopied: boolean;
}

/** Compiles a fetch of the plan that requires representations. Throws where it asks for no entities. */
export function compileEntityQuery(
  supergraph: GraphQLSchema,
  conditions: Conditions,
  operation: FetchOperation,
  { requires = [], inputRewrites, outputRewrites }: FetchNode,
): EntityQuery {
  const field = operation.operation.selectionSet.selections[0];
  if (field?.kind !== 'Field' || !field.selectionSet) throw new Error('a fetch of entities without entities');
  return {
    operation,
    field,
    alone: { ...operation, parts: [{ key: '_entities', variable: 'representations' }] },
    representing: rewritten(compileRepresentation(supergraph, requires), compileRewrites(supergraph, inputRewrites)),
    rewrite: compileRewrites(supergraph, outputRewrites),
    clientPath: pathRenamer(outputRewrites),
    asked: compileAskedFields(supergraph, conditions, operation.fragments, field.selectionSet),
    isCopied: false,
  };
}

/** Of an object that no type condition lets in, nothing is known but that it is there. */
function rewritten(representing: EntityQuery['representing'], rewrite: Rewrite | null): EntityQuery['representing'] {
  return (type) => {
    const { identity, represent } = representing(type);
    return {
      identity,
      represent: (object: Data) => {
        const made = represent(object);
        if (!made?.__typename) return null;
        rewrite?.(made);
        return made;
      },
    };
  };
}
