import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { stringifyJson } from '#platform/lossless-json.ts';
import { isJsonObject, type JsonObject, own } from '../../graphql/json-object.ts';
import { convertVariables } from '../../graphql/long-integers.ts';
import { conditionOf, typesWithin } from '../../graphql/type-conditions.ts';
import { type LocatedObject, locateObjects, type PathStep } from '../../planning/query-plan/response-path.ts';
import type { Execution } from '../execution.ts';
import type { PlanStep } from '../plan-steps.ts';
import { completeObjects } from './complete-objects.ts';
import { EntityAnswer } from './entity-answer.ts';
import { EntityIndex } from './entity-index.ts';
import type { EntityQuery } from './entity-query.ts';
import { fetchAlone } from './entity-request.ts';

/** One path from an object up to the value of a `@fromContext` argument. */
interface ContextValue {
  variable: string;
  /** The number of fields to go up. */
  up: number;
  steps: readonly ({ field: string } | { within: ReadonlySet<string> })[];
}

/** Compiles the planner's paths to `@fromContext` values: `['..', '... on Trip', 'currency']`. */
export function compileContext(
  schema: GraphQLSchema,
  rewrites: NonNullable<FetchNode['contextRewrites']>,
): ContextValue[] {
  return rewrites.map(({ path, renameKeyTo }) => {
    const up = path.lastIndexOf('..') + 1;
    const steps = path.slice(up).map((step) => {
      const condition = conditionOf(step);
      return condition === null ? { field: step } : { within: typesWithin(schema, condition) };
    });
    return { variable: renameKeyTo, up, steps };
  });
}

/** Fetches entities whose arguments come from objects above them. Objects with equal context values share a request. */
export class ContextualFetch implements PlanStep {
  readonly query: EntityQuery;
  readonly steps: readonly PathStep[];
  readonly #schema: GraphQLSchema;
  readonly #context: readonly ContextValue[];

  constructor(
    query: EntityQuery,
    steps: readonly PathStep[],
    { schema, values }: { schema: GraphQLSchema; values: readonly ContextValue[] },
  ) {
    this.query = query;
    this.steps = steps;
    this.#schema = schema;
    this.#context = values;
  }

  get part(): object {
    return this;
  }

  async run(execution: Execution): Promise<void> {
    const { query, steps } = this;
    const indexes = execution.once(query, () => new Map<string, EntityIndex>());
    const byContext = new Map<string, { values: JsonObject; answer: EntityAnswer; index: EntityIndex }>();
    const located = locateObjects(execution.data, steps);
    const definitions = query.operation.operation.variableDefinitions ?? [];
    const slots = located.map((each) => {
      const values = convertVariables(this.#schema, definitions, this.#valuesFor(each));
      const key = stringifyJson(values);
      let group = byContext.get(key);
      if (!group) {
        const index = indexes.get(key) ?? new EntityIndex(query);
        indexes.set(key, index);
        group = { values, answer: new EntityAnswer(query), index };
        byContext.set(key, group);
      }
      return group.index.slotOf(each.object, group.answer);
    });
    for (const { values, answer } of byContext.values()) {
      if (answer.representations.length > 0) answer.settled = fetchAlone(execution, this, answer, values);
    }
    await completeObjects(execution, [{ query, steps, objects: located.map(({ object }) => object), slots }]);
  }

  /** When several paths lead to a value, the first that finds one counts. */
  #valuesFor({ object, parents }: LocatedObject): JsonObject {
    const values: JsonObject = {};
    for (const { variable, up, steps } of this.#context) {
      if (values[variable] !== undefined) continue;
      const start = up === 0 ? object : parents.at(-up);
      const value = start && valueAt(start, steps, 0);
      if (value !== undefined) values[variable] = value;
    }
    return values;
  }
}

function valueAt(value: unknown, steps: ContextValue['steps'], at: number): unknown {
  const step = steps[at];
  if (!step) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, steps, at) ?? null);
  if (!isJsonObject(value)) return value === null ? null : undefined;
  if ('field' in step) return valueAt(own(value, step.field), steps, at + 1);
  return typeof value.__typename === 'string' && step.within.has(value.__typename)
    ? valueAt(value, steps, at + 1)
    : undefined;
}
