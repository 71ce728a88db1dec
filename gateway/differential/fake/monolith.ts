import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { FakeData, FakeObject } from './fake-data.ts';
import { type FakeRun, resolveField } from './fake-subgraph.ts';

/** Executes an operation on one server that has all of the data. The oracle for subgraphs without faults. */
export function executeOnMonolith(
  schema: GraphQLSchema,
  data: FakeData,
  document: DocumentNode,
  operationName: string | undefined,
  variables: JsonObject,
): ExecutionResult {
  const run: FakeRun = { data, mutations: 0 };
  const result = execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables,
    contextValue: run,
    rootValue: {},
    fieldResolver: resolveField,
    typeResolver: (value: FakeObject) => value.type,
  });
  if ('then' in result) throw new Error('execution must be synchronous');
  return result;
}
