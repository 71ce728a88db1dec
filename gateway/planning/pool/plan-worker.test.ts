import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, jest, test } from '@jest/globals';
import { hardSupergraph, longToPlan } from '../../testing/hard-graph.ts';
import { defaultPlannerOptions } from '../planner.ts';
import type { PlanMessage } from './messages.ts';
import { PlanWorker } from './plan-worker.ts';

const megabyte = 1_024 * 1_024;

let worker: PlanWorker;

const startWorker = (bounds: { time?: number; memory?: number } = {}) => {
  const options = { ...defaultPlannerOptions, supergraph: hardSupergraph() };
  worker = new PlanWorker(options, {
    time: 10_000,
    memory: 256,
    paths: options.paths,
    plans: options.plans,
    ...bounds,
  });
};

const message = (document: string): PlanMessage => ({ document, conditions: [] });

afterEach(async () => {
  jest.restoreAllMocks();
  await worker.stop();
});

test('a measurement of time that arrives after its plan does not refuse the next plan', async () => {
  startWorker();
  await worker.plan(message('{ items { id } }'));
  const late = Promise.withResolvers<NodeJS.CpuUsage>();
  const measure = jest.spyOn(Worker.prototype, 'cpuUsage').mockResolvedValueOnce({ user: 0, system: 0 });
  measure.mockReturnValue(late.promise);
  await worker.plan(message(longToPlan(4)));
  expect(measure.mock.calls.length).toBeGreaterThan(1);
  measure.mockRestore();
  const next = worker.plan(message(longToPlan(4, 'b')));
  late.resolve({ user: 1e9, system: 0 });
  expect((await next).plan.node).toBeDefined();
}, 60_000);

test('a worker has a small young generation, whatever the command line says of the main thread', async () => {
  const threads = jest.spyOn(Worker.prototype, 'unref');
  setFlagsFromString('--max-semi-space-size=32');
  startWorker({ memory: 64 });
  await worker.plan(message('{ items { id } }'));
  const { heap_size_limit } = await (threads.mock.contexts[0] as Worker).getHeapStatistics();
  // The young generation has three semi-spaces of 4 megabytes.
  expect(heap_size_limit / megabyte).toBe(64 + 3 * 4);
});
