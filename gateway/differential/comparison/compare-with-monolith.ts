import { stringifyJson } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject, type Path, put } from '../../graphql/json-object.ts';
import { FakeData } from '../fake/fake-data.ts';
import { executeOnMonolith, type MonolithResult } from '../fake/monolith.ts';
import type { FaultySubgraphs } from '../faults/faulty-subgraphs.ts';
import { type Comparison, type PlannedOperation, runExecutable } from './planned-operation.ts';

/** Runs an operation without faults with the executor, and on one server that has all of the data. */
export async function compareWithMonolith(planned: PlannedOperation, subgraphs: FaultySubgraphs): Promise<Comparison> {
  const { supergraph, operation } = planned;
  const data = new FakeData(supergraph.model, subgraphs.seeds.data);
  const oracle = executeOnMonolith(supergraph.monolithSchema, data, operation);
  const run = subgraphs.startRun();
  const result = await runExecutable(planned, run);
  const actual = result.data ?? null;
  const expected = stringifyJson(permittedData(oracle, actual));
  const received = JSON.stringify(actual);
  const difference =
    expected === received
      ? null
      : `data of the monolith\n  expected ${expected}\n  actual   ${received} ${JSON.stringify(result.errors ?? [])}`;
  return { difference, knownDifference: null, result, run };
}

/** The monolith's data, with nulls where the actual data may have and has them. */
export const permittedData = ({ data, partialPaths }: MonolithResult, actual: unknown): unknown =>
  partialPaths.reduce((whole, path) => withNullAt(whole, actual, path), data ?? null);

/** A copy with a null at the path, if `actual` has a null there: the object comes from a subgraph that cannot return it. */
function withNullAt<Value>(expected: Value, actual: unknown, [key, ...rest]: Path): Value | null {
  if (key === undefined) return actual === null ? null : expected;
  const holder: unknown = expected;
  const below = (value: unknown) => (value as JsonObject | null | undefined)?.[key];
  if (Array.isArray(holder)) {
    return holder.map((each, index) => (index === key ? withNullAt(each, below(actual), rest) : each)) as Value;
  }
  if (!isJsonObject(holder)) return expected;
  const copy: JsonObject = {};
  for (const [each, value] of Object.entries(holder)) {
    put(copy, each, each === key ? withNullAt(value, below(actual), rest) : value);
  }
  return copy as Value;
}
