import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { Drain } from '../run/drain.ts';
import { addHealthRoutes, type Check, checkHealth } from './health.ts';

const up: Check = async () => {};
const down: Check = () => Promise.reject(new Error('at db.internal'));
const hanging: Check = () => new Promise(() => {});
const throwing: Check = () => {
  throw new Error('at once');
};

test('a check that fails, throws or hangs is down, and so is the service', async () => {
  expect(await checkHealth({ up }, 50)).toEqual({ status: 'up', checks: { up: { status: 'up' } } });
  const began = performance.now();
  expect(await checkHealth({ up, down, hanging, throwing, again: hanging }, 500)).toEqual({
    status: 'down',
    checks: {
      up: { status: 'up' },
      down: { status: 'down' },
      hanging: { status: 'down' },
      throwing: { status: 'down' },
      again: { status: 'down' },
    },
  });
  // One time-out, not one for each hanging check.
  expect(performance.now() - began).toBeLessThan(950);
});

test.each([
  [{ database: up }, true, 200, { status: 'up', checks: { database: { status: 'up' } } }],
  [{ database: down }, true, 503, { status: 'down', checks: { database: { status: 'down' } } }],
  [{ database: down }, false, 503, { status: 'down' }],
])('ready answers by its status, and with the checks only when details are on', async (checks, details, code, body) => {
  const app = Fastify();
  addHealthRoutes(app, () => checks, details, new Drain(0));
  const ready = await app.inject('/health/ready');
  expect([ready.statusCode, ready.json()]).toEqual([code, body]);
  const live = await app.inject('/health/live');
  expect([live.statusCode, live.json()]).toEqual([200, { status: 'up' }]);
  await app.close();
});

test('a process that drains is not ready, but live', async () => {
  const app = Fastify();
  const drain = new Drain(0);
  addHealthRoutes(app, () => ({ up }), true, drain);
  await drain.stop();
  const ready = await app.inject('/health/ready');
  expect([ready.statusCode, ready.json()]).toEqual([503, { status: 'draining' }]);
  expect((await app.inject('/health/live')).statusCode).toBe(200);
  await app.close();
});
