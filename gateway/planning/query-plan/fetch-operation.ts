import type { FetchNode } from '@apollo/query-planner';
import { type OperationDefinitionNode, parse, print } from 'graphql';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';

/** The operation that a fetch of the plan sends. */
export interface FetchOperation extends OperationParts {
  subgraph: string;
  text: string;
  name: string | undefined;
  /** The names of the client's variables that it uses. */
  variables: readonly string[];
  /** The text without the operation's name. The planner names each fetch differently, so equal operations differ only in that. */
  nameless: string;
}

const operations = new WeakMap<FetchNode, FetchOperation>();

/** Parses a fetch's operation, once for each fetch. Throws when it is not a valid document. */
export function readFetch(fetch: FetchNode): FetchOperation {
  const operation = operations.get(fetch) ?? read(fetch);
  operations.set(fetch, operation);
  return operation;
}

function read({ serviceName, operation, operationName, variableUsages = [] }: FetchNode): FetchOperation {
  const parts = operationParts(parse(operation, { noLocation: true }), undefined);
  const { name: _, ...nameless } = parts.operation;
  return {
    ...parts,
    subgraph: serviceName,
    text: operation,
    name: operationName,
    variables: variableUsages,
    nameless: print(usedDocument({ ...parts, operation: nameless as OperationDefinitionNode })),
  };
}
