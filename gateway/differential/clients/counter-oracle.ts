import { execute, type GraphQLSchema } from 'graphql';
import { isJsonObject } from '../../graphql/json-object.ts';
import type { GeneratedOperation } from '../operations/generate-operation.ts';
import { resolveCounters } from './counter-subgraphs.ts';

/** What a response says of the counters. */
export interface CounterReads {
  /** Each counter that the response has, with its value. */
  read: (readonly [counter: number, value: number])[];
  /** The difference from the data of one server, apart from the values of counters; null when there is none. */
  difference: string | null;
}

/** The result of one server, in which the number of each counter stands for its value, as a negative integer. */
export function executeOnOneServer(
  schema: GraphQLSchema,
  { document, operationName, exactVariables }: GeneratedOperation,
): unknown {
  const result = execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: exactVariables,
    contextValue: { read: (counter: number) => -1 - counter, increment: () => {} },
    rootValue: {},
    fieldResolver: resolveCounters,
  });
  if ('then' in result) throw new Error('execution must be synchronous');
  return result.data;
}

/** Compares a response with the result of one server. */
export function readCounters(expected: unknown, actual: unknown): CounterReads {
  const read: CounterReads['read'] = [];
  const differs = (one: unknown, other: unknown): boolean => {
    if (typeof one === 'number' && one < 0) {
      if (!Number.isInteger(other)) return true;
      read.push([-1 - one, other as number]);
      return false;
    }
    if (Array.isArray(one)) {
      return !Array.isArray(other) || one.length !== other.length || one.some((each, at) => differs(each, other[at]));
    }
    if (!isJsonObject(one)) return one !== other;
    if (!isJsonObject(other) || Object.keys(one).join() !== Object.keys(other).join()) return true;
    return Object.entries(one).some(([key, each]) => differs(each, other[key]));
  };
  const difference = differs(expected, actual)
    ? `expected ${JSON.stringify(expected)}\n  actual   ${JSON.stringify(actual)}`
    : null;
  return { read, difference };
}
