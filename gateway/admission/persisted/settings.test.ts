import path from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { readGatewaySettings } from '../../settings.ts';

const read = (environment: Record<string, string>) => readGatewaySettings(environment).persisted;

test.each([
  [{}, { mode: 'off', manifest: null }],
  [{ PERSISTED_OPERATIONS_MANIFEST: 'm.json' }, { mode: 'off', manifest: null }],
  [
    { PERSISTED_OPERATIONS: 'log', PERSISTED_OPERATIONS_MANIFEST: 'a/m.json' },
    { mode: 'log', manifest: { file: path.join(projectRoot, 'a/m.json') } },
  ],
  [
    { PERSISTED_OPERATIONS: 'only', PERSISTED_OPERATIONS_MANIFEST: 'redis', REDIS_URL: 'redis://r:1' },
    { mode: 'only', manifest: { redisUrl: 'redis://r:1' } },
  ],
])('%j is read', (environment, expected) => {
  expect(read(environment)).toEqual(expected);
});

test.each([
  [{ PERSISTED_OPERATIONS: 'allow' }, 'PERSISTED_OPERATIONS_MANIFEST: is needed when PERSISTED_OPERATIONS is allow'],
  [
    { PERSISTED_OPERATIONS: 'allow', PERSISTED_OPERATIONS_MANIFEST: 'redis' },
    'REDIS_URL: is needed when PERSISTED_OPERATIONS_MANIFEST is redis',
  ],
  [{ PERSISTED_OPERATIONS: 'on' }, 'PERSISTED_OPERATIONS: must be one of off, log, allow, only'],
])('%j has a fault', (environment, fault) => {
  expect(() => read(environment)).toThrow(fault);
});
