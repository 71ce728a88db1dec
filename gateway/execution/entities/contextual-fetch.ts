import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { type Data, isData, own } from '../../graphql/json-object.ts';
import { conditionOf, typesWithin } from '../../graphql/type-conditions.ts';
import { type PathStep, type Place, placesAt } from '../../planning/query-plan/response-path.ts';
import type { Execution } from '../execution.ts';
import type { PlanStep } from '../plan-steps.ts';
import { EntityAnswer } from './entity-answer.ts';
import { complete } from './entity-fetch.ts';
import { KnownSlots } from './entity-index.ts';
import type { EntityQuery } from './entity-query.ts';
import { askAlone } from './entity-request.ts';

/** A value that an argument takes from above an object, in one of the ways to it. */
interface ContextValue {
  variable: string;
  /** How many fields up. */
  up: number;
  steps: readonly ({ field: string } | { within: ReadonlySet<string> })[];
}

/** Reads the planner's ways to the values of `@fromContext`: `['..', '... on Trip', 'currency']`. */
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

/**
 * A fetch of entities with arguments that come from the objects above them. What has the same values above it is asked for
 * together.
 */
export class ContextualFetch implements PlanStep {
  readonly query: EntityQuery;
  readonly steps: readonly PathStep[];
  readonly #context: readonly ContextValue[];

  constructor(query: EntityQuery, steps: readonly PathStep[], context: readonly ContextValue[]) {
    this.query = query;
    this.steps = steps;
    this.#context = context;
  }

  async run(execution: Execution): Promise<void> {
    const byContext = new Map<string, { values: Data; answer: EntityAnswer; known: KnownSlots }>();
    const places = placesAt(execution.data, this.steps);
    const slots = places.map((place) => {
      const values = this.#valuesAt(place);
      const key = JSON.stringify(values);
      let group = byContext.get(key);
      if (!group) {
        group = { values, answer: new EntityAnswer(this.query), known: new KnownSlots(this.query) };
        byContext.set(key, group);
      }
      return group.known.slotOf(place.object, group.answer);
    });
    for (const { values, answer } of byContext.values()) {
      if (answer.representations.length > 0) answer.arrived = askAlone(execution, answer, values);
    }
    const { query, steps } = this;
    await complete(execution, [{ query, steps, objects: places.map(({ object }) => object), slots }]);
  }

  /** Of several ways to a value the first that leads to one counts. */
  #valuesAt({ object, parents }: Place): Data {
    const values: Data = {};
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
  if (!isData(value)) return value === null ? null : undefined;
  if ('field' in step) return valueAt(own(value, step.field), steps, at + 1);
  return typeof value.__typename === 'string' && step.within.has(value.__typename)
    ? valueAt(value, steps, at + 1)
    : undefined;
}
