import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { GraphQLError, parse } from 'graphql';
import { operationParts } from '../../graphql/operation-parts.ts';
import { composeSupergraph } from '../../supergraph/compose.ts';
import { hardSupergraph, longToPlan, manyPaths } from '../../testing/hard-graph.ts';
import { operationPlanner } from '../operation-planner.ts';
import { defaultPlannerOptions, type PlanBounds, PlanLimitExceeded, type PlanRequest } from '../planner.ts';
import { checkDelay, PlannerPool, type PlannerPoolOptions } from './planner-pool.ts';
import { maxQueuedPlans, maxQueueTime } from './planning-lane.ts';

const supergraph = hardSupergraph();
const unbounded: PlanBounds = { time: 60_000, memory: 1_024, paths: 1_000_000, plans: 10_000 };

let pool: PlannerPool | undefined;

const startPool = (bounds: Partial<PlanBounds> = {}, options: Partial<PlannerPoolOptions> = {}): PlannerPool => {
  const all = { supergraph, unplannable: 'null', workers: 1, hasKnown: true, ...options } as const;
  pool = new PlannerPool({ ...all, bounds: { ...unbounded, ...bounds } });
  return pool;
};

afterEach(async () => {
  jest.restoreAllMocks();
  await pool?.stop();
  pool = undefined;
});

const request = (query: string, isKnown = false): PlanRequest => ({
  operation: operationParts(parse(query, { noLocation: true }), undefined),
  conditions: new Map(),
  isKnown,
});

/** Collects the checks that the pool would make from now on, a second after each plan. */
const busyChecks = () => {
  const checks: (() => void)[] = [];
  const start = globalThis.setTimeout;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(((then: () => void, time?: number) => {
    if (time !== checkDelay) return start(then, time);
    checks.push(then);
    return start(() => {}, 0);
  }) as typeof setTimeout);
  return checks;
};

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

  test('plans an operation for each value of its conditions', async () => {
    const { operation } = request('query ($deep: Boolean!) { items { id next1 @include(if: $deep) { id } } }');
    const started = startPool();
    const fetchesWith = async (deep: boolean) => {
      const { plan } = await started.plan({ operation, conditions: new Map([['deep', deep]]), isKnown: false });
      return JSON.stringify(plan).includes('next1');
    };
    expect([await fetchesWith(true), await fetchesWith(false)]).toEqual([true, false]);
  });

  test('plans an operation once that is requested twice at the same time', async () => {
    const started = startPool();
    const [one, other] = await Promise.all([
      started.plan(request('{ items { next1 { id } } }')),
      started.plan(request('{ items { next1 { id } } }')),
    ]);
    expect(other).toBe(one);
  });

  test('fails an operation of which a part cannot be planned, when planning is to fail', async () => {
    const link =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])';
    const { supergraphSdl } = composeSupergraph([
      {
        name: 'one',
        url: 'http://one.test',
        typeDefs: `${link} type Query { node: Node } interface Node @key(fields: "id") { id: ID! }`,
      },
      {
        name: 'two',
        url: 'http://two.test',
        typeDefs: `${link} type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! size: Int }`,
      },
    ]);
    const strict = startPool({}, { supergraph: supergraphSdl, unplannable: 'fail' });
    const code = 'OPERATION_NOT_ALLOWED';
    await expect(strict.plan(request('{ node { id size } }'))).rejects.toMatchObject({ extensions: { code } });
  });

  test('reports an operation that the planner refuses as its own error', async () => {
    const refused = startPool().plan(request('{ unknown }'));
    await expect(refused).rejects.toThrow('unknown');
    await expect(refused).rejects.toBeInstanceOf(GraphQLError);
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

  test('by time does not count the time of the worker before the plan', async () => {
    const started = startPool({ time: 1_000 });
    const measure = jest.spyOn(Worker.prototype, 'cpuUsage').mockResolvedValue({ user: 1e9, system: 1e9 });
    expect((await started.plan(request(longToPlan(4)))).plan.node).toBeDefined();
    // Before the plan, and while it runs.
    expect(measure.mock.calls.length).toBeGreaterThan(1);
  }, 60_000);

  test('by time is remembered for a minute', async () => {
    const started = startPool({ time: 100 });
    const hostile = request(longToPlan(5));
    const refusal = await refusalOf(started.plan(hostile));
    const { now } = performance;
    const clock = jest.spyOn(performance, 'now');
    clock.mockImplementation(() => now.call(performance) + 59_000);
    expect(await refusalOf(started.plan(hostile))).toBe(refusal);
    // The memory of refusals reads the clock once in a millisecond.
    await sleep(5);
    clock.mockImplementation(() => now.call(performance) + 61_000);
    const again = await refusalOf(started.plan(hostile));
    expect(again).toMatchObject({ bound: 'time' });
    expect(again).not.toBe(refusal);
  });

  test('by paths is remembered for longer', async () => {
    const started = startPool({ paths: 1_000 });
    const refusal = await refusalOf(started.plan(request(manyPaths)));
    const { now } = performance;
    jest.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 1e9);
    expect(await refusalOf(started.plan(request(manyPaths)))).toBe(refusal);
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

  test('by the time in the queue refuses what waits when it has passed', async () => {
    const started = startPool();
    const first = started.plan(request(longToPlan(3)));
    const waiting = Promise.allSettled(['a', 'b'].map((alias) => started.plan(request(`{ ${alias}: items { id } }`))));
    const { now } = performance;
    jest.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + maxQueueTime);
    expect((await first).plan.node).toBeDefined();
    for (const result of await waiting)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'RATE_LIMITED' } });
    expect((await started.plan(request('{ c: items { id } }'))).plan.node).toBeDefined();
  });
});

test('operations of known clients are planned while others occupy the workers', async () => {
  const started = startPool({ time: 2_000 });
  await started.plan(request('{ items { id } }'));
  const order: string[] = [];
  for (const alias of ['a', 'b', 'c']) {
    const hostile = started.plan(request(longToPlan(5, alias)));
    hostile.catch(() => order.push('hostile'));
  }
  await Promise.all(
    ['next1', 'next2'].map((field) =>
      started.plan(request(`{ items { ${field} { id } } }`, true)).then(() => void order.push('known')),
    ),
  );
  expect(order).toEqual(['known', 'known']);
}, 60_000);

describe('operations of known clients', () => {
  /** The workers that planned, in order. */
  const plannedBy = () => {
    const post = jest.spyOn(Worker.prototype, 'postMessage');
    return () => post.mock.contexts.map((worker) => (worker as Worker).threadId);
  };

  test('use the worker of the others while it is idle', async () => {
    const started = startPool();
    const workers = plannedBy();
    await started.plan(request('{ items { id } }'));
    await started.plan(request('{ items { any { id } } }', true));
    const [one, other] = workers();
    expect(other).toBe(one);
  });

  test('have a worker of their own, which starts when the others are busy a second after a plan began', async () => {
    const started = startPool();
    const [checks, workers] = [busyChecks(), jest.spyOn(Worker.prototype, 'unref')];
    await started.plan(request('{ items { id } }', true));
    expect(checks).toEqual([]);
    for (const alias of ['a', 'b']) started.plan(request(longToPlan(4, alias))).catch(() => {});
    expect(checks).toHaveLength(1);
    expect(workers).not.toHaveBeenCalled();
    checks[0]?.();
    expect(workers).toHaveBeenCalledTimes(1);
  });

  test('have none while the others are idle after a second', async () => {
    const started = startPool();
    const [checks, workers] = [busyChecks(), jest.spyOn(Worker.prototype, 'unref')];
    await started.plan(request('{ items { id } }'));
    checks[0]?.();
    expect(workers).not.toHaveBeenCalled();
    await started.plan(request('{ items { any { id } } }'));
    expect(checks).toHaveLength(2);
  });
});

test('a pool without known clients never has a worker for them', async () => {
  const started = startPool({}, { hasKnown: false });
  const checks = busyChecks();
  await started.plan(request('{ items { id } }'));
  expect(checks).toEqual([]);
});

describe('a worker that dies', () => {
  const isPlanned = expect.objectContaining({ plan: expect.objectContaining({ node: expect.anything() }) });

  test('fails the operation that it plans, and another one plans those behind it', async () => {
    const started = startPool();
    jest.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker) {
      void this.terminate();
    });
    const results = await Promise.allSettled([
      started.plan(request('{ items { id } }')),
      started.plan(request('{ items { any { id } } }')),
    ]);
    expect(results).toEqual([
      { status: 'rejected', reason: new Error('a planning worker ended') },
      { status: 'fulfilled', value: isPlanned },
    ]);
    // The failure is not the operation's own, and is not remembered.
    expect(await started.plan(request('{ items { id } }'))).toEqual(isPlanned);
  });

  test('of its memory, after other plans, leaves the operation to a new one', async () => {
    const started = startPool();
    await started.plan(request('{ items { id } }'));
    jest.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker) {
      this.emit('error', Object.assign(new Error(), { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
    });
    expect(await started.plan(request('{ items { any { id } } }'))).toEqual(isPlanned);
  });

  test('while it is idle is replaced', async () => {
    const started = startPool();
    const post = jest.spyOn(Worker.prototype, 'postMessage');
    await started.plan(request('{ items { id } }'));
    await (post.mock.contexts[0] as Worker).terminate();
    expect(await started.plan(request('{ items { any { id } } }'))).toEqual(isPlanned);
  });
});

test('a pool that stops rejects what is queued, and what comes later', async () => {
  const started = startPool();
  const queued = Promise.allSettled([1, 2, 3].map((at) => started.plan(request(`{ a${at}: items { id } }`))));
  await started.stop();
  for (const result of await queued)
    expect(result).toMatchObject({ status: 'rejected', reason: new Error('the planner stops') });
  await expect(started.plan(request('{ b: items { id } }'))).rejects.toThrow('the planner stops');
});
