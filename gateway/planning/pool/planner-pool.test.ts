import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { operationParts } from '../../graphql/operation-parts.ts';
import { hardSupergraph, longToPlan, manyPaths } from '../../testing/hard-graph.ts';
import { operationPlanner } from '../operation-planner.ts';
import { defaultPlannerOptions, type PlanBounds, PlanLimitExceeded, type PlanRequest } from '../planner.ts';
import { PlannerPool } from './planner-pool.ts';
import { maxQueuedPlans } from './planning-lane.ts';

const supergraph = hardSupergraph();
const unbounded: PlanBounds = { time: 60_000, memory: 1_024, paths: 1_000_000, plans: 10_000 };

let pool: PlannerPool | undefined;

const startPool = (bounds: Partial<PlanBounds> = {}): PlannerPool => {
  pool = new PlannerPool({ supergraph, bounds: { ...unbounded, ...bounds }, unplannable: 'null', workers: 1 });
  return pool;
};

afterEach(async () => {
  await pool?.stop();
  pool = undefined;
});

const request = (query: string, isKnown = false): PlanRequest => ({
  operation: operationParts(parse(query, { noLocation: true }), undefined),
  conditions: new Map(),
  isKnown,
});

const refusalOf = async (plan: Promise<unknown>): Promise<PlanLimitExceeded> => {
  try {
    await plan;
  } catch (error) {
    if (error instanceof PlanLimitExceeded) return error;
    throw error;
  }
  throw new Error('it was planned');
};

describe('a pool of planning workers', () => {
  test('plans as a planner in this thread does', async () => {
    const planned = request('{ items { id next1 { ... on T3 { own1 own2 } } } }');
    const local = operationPlanner(supergraph, defaultPlannerOptions).plan(planned);
    expect(JSON.stringify((await startPool().plan(planned)).plan)).toBe(JSON.stringify(local.plan));
  });

  test('plans an operation once that is requested twice at the same time', async () => {
    const started = startPool();
    const [one, other] = await Promise.all([
      started.plan(request('{ items { next1 { id } } }')),
      started.plan(request('{ items { next1 { id } } }')),
    ]);
    expect(other).toBe(one);
  });

  test('reports an operation that the planner refuses as its own error', async () => {
    await expect(startPool().plan(request('{ unknown }'))).rejects.toThrow('unknown');
  });
});

describe('a bound of planning', () => {
  test('by paths refuses an operation, and remembers the refusal', async () => {
    const started = startPool({ paths: 1_000 });
    await started.plan(request('{ items { id } }'));
    const refusal = await refusalOf(started.plan(request(manyPaths)));
    expect(refusal).toMatchObject({ bound: 'paths', limit: 1_000 });
    expect(await refusalOf(started.plan(request(manyPaths)))).toBe(refusal);
    expect((await started.plan(request('{ items { any { id } } }'))).plan.node).toBeDefined();
  });

  test('by time ends the worker, and another one plans the next operation', async () => {
    const started = startPool({ time: 300 });
    expect(await refusalOf(started.plan(request(longToPlan(5))))).toMatchObject({ bound: 'time', limit: 300 });
    expect((await started.plan(request('{ items { id } }'))).plan.node).toBeDefined();
  });

  test('by memory ends the worker, and another one plans the next operation', async () => {
    const started = startPool({ memory: 64 });
    expect(await refusalOf(started.plan(request(longToPlan(5))))).toMatchObject({ bound: 'memory', limit: 64 });
    expect((await started.plan(request('{ items { id } }'))).plan.node).toBeDefined();
  });

  test('by the length of the queue refuses what comes beyond it', async () => {
    const started = startPool();
    const first = started.plan(request('{ items { id } }'));
    const queued = Array.from({ length: maxQueuedPlans }, (_, at) => started.plan(request(`{ a${at}: items { id } }`)));
    await expect(started.plan(request('{ b: items { id } }'))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfter: 1 },
    });
    await Promise.all([first, ...queued]);
    await started.plan(request('{ b: items { id } }'));
  });
});

test('operations of known clients are planned while others occupy the workers', async () => {
  const started = startPool({ time: 2_000 });
  await started.plan(request('{ items { id } }'));
  const order: string[] = [];
  const hostiles = Array.from({ length: 3 }, (_, at) =>
    refusalOf(started.plan(request(longToPlan(5, `a${at}`)))).then(() => void order.push('hostile')),
  );
  await Promise.all(
    ['next1', 'next2'].map((field) =>
      started.plan(request(`{ items { ${field} { id } } }`, true)).then(() => void order.push('known')),
    ),
  );
  expect(order).toEqual(['known', 'known']);
  await Promise.all(hostiles);
}, 60_000);

test('a pool that stops rejects what is queued', async () => {
  const started = startPool();
  const queued = Promise.allSettled([1, 2, 3].map((at) => started.plan(request(`{ a${at}: items { id } }`))));
  await started.stop();
  for (const result of await queued)
    expect(result).toMatchObject({ status: 'rejected', reason: new Error('the planner stops') });
});
