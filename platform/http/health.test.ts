import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { addHealthRoutes, type Check, checkHealth } from './health.ts';

const well: Check = async () => {};
const ill: Check = () => Promise.reject(new Error('at db.internal'));
const hanging: Check = () => new Promise(() => {});
const throwing: Check = () => {
  throw new Error('at once');
};

test('what fails, throws or hangs is down, and with it the whole; the rest is told as it is', async () => {
  expect(await checkHealth({ well }, 50)).toEqual({ status: 'up', checks: { well: { status: 'up' } } });
  const began = performance.now();
  expect(await checkHealth({ well, ill, hanging, throwing, again: hanging }, 50)).toEqual({
    status: 'down',
    checks: {
      well: { status: 'up' },
      ill: { status: 'down' },
      hanging: { status: 'down' },
      throwing: { status: 'down' },
      again: { status: 'down' },
    },
  });
  // At once, not one after the other.
  expect(performance.now() - began).toBeLessThan(95);
});

test.each([
  [{ database: well }, true, 200, { status: 'up', checks: { database: { status: 'up' } } }],
  [{ database: ill }, true, 503, { status: 'down', checks: { database: { status: 'down' } } }],
  [{ database: ill }, false, 503, { status: 'down' }],
])(
  'ready tells by its status, and of the parts only where details may be told',
  async (checks, details, code, body) => {
    const app = Fastify();
    addHealthRoutes(app, () => checks, details);
    const ready = await app.inject('/health/ready');
    expect([ready.statusCode, ready.json()]).toEqual([code, body]);
    const live = await app.inject('/health/live');
    expect([live.statusCode, live.json()]).toEqual([200, { status: 'up' }]);
    await app.close();
  },
);
