import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import type { JsonObject } from '../../graphql/json-object.ts';
import type { FakeData, Instance } from './fake-data.ts';
import { type FakeRun, resolveField } from './subgraph.ts';

/** What one server with all of the data answers to the client's operation: what a federation of faultless subgraphs must. */
export function askMonolith(
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
    typeResolver: (value: Instance) => value.type,
  });
  if ('then' in result) throw new Error('nothing here takes time');
  return result;
}
