import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { addHealthRoutes, type Check, checkHealth, type HealthOptions } from './health.ts';

const up: Check = async () => ({ status: 'up' });
const down: Check = () => Promise.reject(new Error('at db.internal'));
const hanging: Check = () => new Promise(() => {});
const throwing: Check = () => {
  throw new Error('at once');
};
const known: Check = async () => ({ status: 'down', checks: { database: { status: 'down' } } });

test('a check that fails, throws or hangs is down, and so is the service', async () => {
  expect(await checkHealth({ up }, 50)).toEqual({ status: 'up', checks: { up: { status: 'up' } } });
  expect(await checkHealth({ up, down, hanging, throwing, known, again: hanging }, 500)).toEqual({
    status: 'down',
    checks: {
      up: { status: 'up' },
      down: { status: 'down' },
      hanging: { status: 'down' },
      throwing: { status: 'down' },
      known: { status: 'down', checks: { database: { status: 'down' } } },
      again: { status: 'down' },
    },
  });
});

test('all checks begin at once, so that they share one time-out', async () => {
  let begun = 0;
  const counted: Check = () => {
    begun++;
    return new Promise(() => {});
  };
  const report = checkHealth({ one: counted, other: counted }, 50);
  expect(begun).toBe(2);
  expect((await report).status).toBe('down');
});

/** The status and the body of `/health/ready`. Liveness never depends on the options. */
async function readiness(options: Partial<HealthOptions> & { checks?: Record<string, Check> }) {
  const app = Fastify();
  const report = () => checkHealth(options.checks ?? {});
  addHealthRoutes(app, { unready: {}, report, requiresDependencies: true, details: true, ...options });
  const ready = await app.inject('/health/ready');
  const live = await app.inject('/health/live');
  expect([live.statusCode, live.json()]).toEqual([200, { status: 'up' }]);
  await app.close();
  return [ready.statusCode, ready.json()];
}

test.each([
  [{ database: up }, true, 200, { status: 'up', checks: { database: { status: 'up' } } }],
  [{ database: down }, true, 503, { status: 'down', checks: { database: { status: 'down' } } }],
  [{ database: down }, false, 503, { status: 'down' }],
])('a process that requires its dependencies is ready while they are up', async (checks, details, code, body) => {
  expect(await readiness({ checks, details })).toEqual([code, body]);
});

test.each([
  [true, { status: 'up', checks: { trips: { status: 'down' } } }],
  [false, { status: 'up' }],
])('a process that does not require them is ready, and shows those that are down', async (details, body) => {
  expect(await readiness({ checks: { trips: down }, requiresDependencies: false, details })).toEqual([200, body]);
});

test.each([
  [{ draining: true, overloaded: false }, [503, { status: 'draining' }]],
  [{ draining: false, overloaded: true }, [503, { status: 'overloaded' }]],
  [{ draining: false, overloaded: false }, [200, { status: 'up', checks: {} }]],
])('a process is not ready while one of its conditions holds', async ({ draining, overloaded }, expected) => {
  const unready = { draining: () => draining, overloaded: () => overloaded };
  expect(await readiness({ unready })).toEqual(expected);
  expect(await readiness({ unready, requiresDependencies: false })).toEqual(expected);
});
