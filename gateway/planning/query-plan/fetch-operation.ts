import type { FetchNode } from '@apollo/query-planner';
import { type OperationDefinitionNode, parse, print } from 'graphql';
import { type OperationParts, operationParts, usedDocument } from '../../graphql/operation-parts.ts';

/** What a fetch of the plan sends, read once. */
export interface FetchOperation extends OperationParts {
  subgraph: string;
  text: string;
  name: string | undefined;
  /** The client's variables that it uses. */
  variables: readonly string[];
  /** The text without the name, by which the planner tells two fetches apart that ask the same. */
  nameless: string;
}

const known = new WeakMap<FetchNode, FetchOperation>();

/** Reads what a fetch sends. Throws where that is no operation. */
export function readFetch(fetch: FetchNode): FetchOperation {
  const operation = known.get(fetch) ?? read(fetch);
  known.set(fetch, operation);
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
