import { type GraphQLSchema, Kind, validate } from 'graphql';
import { operationParts } from '../../../gateway/graphql/operation-parts.ts';
import { coordinatesOf } from '../../../gateway/usage/coordinates.ts';
import type { ClientOperation } from '../operations/client-operations.ts';
import type { UsingOperation } from './excuse.ts';

/**
 * The coordinates that operations in `clients/` use in the schema before the changes. An operation that is new, and invalid there, uses nothing of
 * it. What a variable may have in it is unknown: only the traffic shows that.
 */
export function clientUses(before: GraphQLSchema, operations: readonly ClientOperation[]): UsingOperation[] {
  return operations.map(({ name, document }) => {
    const isValid = validate(before, document).length === 0;
    const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    const parts = operationParts(document, definition?.name?.value);
    return { name, coordinates: new Set(isValid ? coordinatesOf(before, parts) : []) };
  });
}
