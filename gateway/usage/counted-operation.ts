import { hash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { ClientName } from '#platform/graphql/client-name.ts';
import { rootFields } from '#platform/graphql/root-fields.ts';
import type { OperationRow } from '../../registry/usage/usage-rows.ts';
import type { PreparedOperation } from '../admission/operation-cache.ts';
import { operationParts, usedDocument } from '../graphql/operation-parts.ts';
import { coordinatesOf } from './coordinates.ts';
import { textWithoutValues } from './text-without-values.ts';
import type { UseCounter } from './use-counter.ts';
import { type VariableInputs, variableInputs } from './variable-inputs.ts';

/** The longest name of an operation, in characters. A longer one counts without its name and its text. */
export const maxOperationName = 100;
/** The longest text of an operation that is stored, in characters. */
export const maxText = 5_000;

/** What is counted of one prepared operation. It keeps neither the document nor the schema. */
export interface CountedOperation {
  row: OperationRow;
  /** Null where no variable can have an input field or an enum value. */
  inputs: VariableInputs | null;
  /** By client, since the last report. */
  counters: Map<ClientName, UseCounter>;
}

/** Returns null for an operation that reads the schema alone. */
export function countedOperation(
  schema: GraphQLSchema,
  { document, definition }: Pick<PreparedOperation, 'document' | 'definition'>,
): CountedOperation | null {
  if (rootFields(document, definition).every(({ name }) => name.value.startsWith('__'))) return null;
  const { name: { value: name = '' } = {}, operation: kind, variableDefinitions = [] } = definition;
  const parts = operationParts(document, name || undefined);
  const text = textWithoutValues(schema, usedDocument(parts));
  const coordinates = coordinatesOf(schema, parts);
  const isNameStored = name.length <= maxOperationName;
  const row = {
    id: hash('sha256', [text, ...coordinates].join('\n')),
    name: isNameStored ? name : '',
    kind,
    document: isNameStored && text.length <= maxText ? text : '',
    coordinates,
  };
  return { row, inputs: variableInputs(schema, variableDefinitions), counters: new Map() };
}
