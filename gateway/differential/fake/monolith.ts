import {
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  responsePathAsArray,
} from 'graphql';
import type { Path } from '../../graphql/json-object.ts';
import type { GeneratedOperation } from '../operations/generate-operation.ts';
import { type FakeData, type FakeObject, isFakeObject } from './fake-data.ts';
import { type FakeRun, resolveField } from './fake-subgraph.ts';

/** The result of one server that has all of the data. */
export interface MonolithResult {
  data: ExecutionResult['data'];
  /** The paths of objects that some subgraph cannot return: it lacks their type as a member of its own type of the field. */
  partialPaths: readonly Path[];
}

interface MonolithRun extends FakeRun {
  partialPaths: Path[];
}

/** Executes an operation on one server that has all of the data. The oracle for subgraphs without faults. */
export function executeOnMonolith(
  schema: GraphQLSchema,
  data: FakeData,
  { document, operationName, exactVariables }: GeneratedOperation,
): MonolithResult {
  const run: MonolithRun = { data, mutations: 0, partialPaths: [] };
  const result = execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: exactVariables,
    contextValue: run,
    rootValue: {},
    fieldResolver: resolveAndRecord,
    typeResolver: (value: FakeObject) => value.type,
  });
  if ('then' in result) throw new Error('execution must be synchronous');
  return { data: result.data, partialPaths: run.partialPaths };
}

const resolveAndRecord: GraphQLFieldResolver<unknown, MonolithRun> = (source, args, run, info) => {
  const { model } = run.data;
  const collect = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) collect(item, [...path, index]);
    else if (isFakeObject(value) && value.parent) {
      if (!model.isCertainMember(value.parent.type, info.fieldName, value.type)) run.partialPaths.push(path);
    }
  };
  const value = resolveField(source, args, run, info);
  collect(value, responsePathAsArray(info.path));
  return value;
};
