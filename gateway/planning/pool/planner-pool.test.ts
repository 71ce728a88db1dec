import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { operationParts } from '../../graphql/operation-parts.ts';
import { operationPlanner } from '../operation-planner.ts';
import { defaultPlannerOptions, type PlanBounds, PlanLimitExceeded, type PlanRequest } from '../planner.ts';
import { PlannerPool } from './planner-pool.ts';
import { maxQueuedPlans } from './planning-lane.ts';

const supergraph = readFileSync(path.join(projectRoot, 'supergraph.graphql'), 'utf8');
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

/** Each level multiplies the ways that the planner compares: the fourth takes seconds, the fifth gigabytes. */
const recipients = (depth: number): string =>
  depth === 0
    ? 'fullName'
    : `fullName notifications(first: 1) { edges { node { recipient { ${recipients(depth - 1)} } } } }`;
const hostile = (depth: number, alias = 'me'): PlanRequest => request(`{ ${alias}: me { ${recipients(depth)} } }`);

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
    const planned = request('query ($id: ID!) { trip(id: $id) { fromCity driver { fullName } } }');
    const local = operationPlanner(supergraph, defaultPlannerOptions).plan(planned);
    expect(JSON.stringify((await startPool().plan(planned)).plan)).toBe(JSON.stringify(local.plan));
  });

  test('plans an operation once that is requested twice at the same time', async () => {
    const started = startPool();
    const [one, other] = await Promise.all([
      started.plan(request('{ trips { totalCount } }')),
      started.plan(request('{ trips { totalCount } }')),
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
    await started.plan(request('{ me { id } }'));
    const refusal = await refusalOf(started.plan(hostile(4)));
    expect(refusal).toMatchObject({ bound: 'paths', limit: 1_000 });
    expect(await refusalOf(started.plan(hostile(4)))).toBe(refusal);
    expect((await started.plan(hostile(2))).plan.node).toBeDefined();
  });

  test('by time ends the worker, and another one plans the next operation', async () => {
    const started = startPool({ time: 300 });
    expect(await refusalOf(started.plan(hostile(5)))).toMatchObject({ bound: 'time', limit: 300 });
    expect((await started.plan(request('{ me { id } }'))).plan.node).toBeDefined();
  });

  test('by memory ends the worker, and another one plans the next operation', async () => {
    const started = startPool({ memory: 96 });
    expect(await refusalOf(started.plan(hostile(5)))).toMatchObject({ bound: 'memory', limit: 96 });
    expect((await started.plan(request('{ me { id } }'))).plan.node).toBeDefined();
  });

  test('by the length of the queue refuses what comes beyond it', async () => {
    const started = startPool();
    const first = started.plan(request('{ me { id } }'));
    const queued = Array.from({ length: maxQueuedPlans }, (_, at) => started.plan(request(`{ a${at}: me { id } }`)));
    await expect(started.plan(request('{ b: me { id } }'))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfter: 1 },
    });
    await Promise.all([first, ...queued]);
    await started.plan(request('{ b: me { id } }'));
  });
});

test('operations of known clients are planned while others occupy the workers', async () => {
  const started = startPool({ time: 2_000 });
  await started.plan(request('{ me { id } }'));
  const order: string[] = [];
  const hostiles = Array.from({ length: 3 }, (_, at) =>
    refusalOf(started.plan(hostile(5, `a${at}`))).then(() => void order.push('hostile')),
  );
  await Promise.all(
    ['fromCity', 'toCity'].map((field) =>
      started.plan(request(`{ trips { edges { node { ${field} } } } }`, true)).then(() => void order.push('known')),
    ),
  );
  expect(order).toEqual(['known', 'known']);
  await Promise.all(hostiles);
}, 60_000);

test('a pool that stops rejects what is queued', async () => {
  const started = startPool();
  const queued = Promise.allSettled([1, 2, 3].map((at) => started.plan(request(`{ a${at}: me { id } }`))));
  await started.stop();
  for (const result of await queued)
    expect(result).toMatchObject({ status: 'rejected', reason: new Error('the planner stops') });
});
