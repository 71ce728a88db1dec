import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { projectRoot, SettingsFault } from '#platform/settings.ts';
import { documentBounds } from './admission/document-bounds.ts';
import { defaultPlanBounds } from './planning/planner.ts';
import { type GatewayArguments, readGatewaySettings } from './settings.ts';
import { defaultUpstream } from './upstream/settings.ts';

const read = (environment: Record<string, string> = {}, options?: GatewayArguments) =>
  readGatewaySettings({ NODE_ENV: 'development', ...environment }, options);

function faultsOf(environment: Record<string, string>): string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
  return [];
}

const production = { NODE_ENV: 'production', METRICS_PORT: '9100' };

test('bounds the sockets of an address in production, and by 100 times as many elsewhere', () => {
  expect(readGatewaySettings(production).sockets).toMatchObject({ socketsPerAddress: 500, operationsPerSocket: 100 });
  expect(readGatewaySettings({}).sockets).toMatchObject({ socketsPerAddress: 50_000, operationsPerSocket: 100 });
  expect(readGatewaySettings({ SOCKETS_PER_ADDRESS: '7' }).sockets.socketsPerAddress).toBe(7);
});

test('drains for five seconds in production, and for none elsewhere', () => {
  expect([production, {}, { DRAIN_SECONDS: '3' }].map((set) => readGatewaySettings(set).drainSeconds)).toEqual([
    5, 0, 3,
  ]);
});

describe('what browsers and developers may do', () => {
  test('is little in production', () => {
    expect(read().http).toEqual({ origins: [], introspection: 'all', explorers: true, compression: true });
    expect(read(production).http).toEqual({
      origins: [],
      introspection: 'admins',
      explorers: false,
      compression: true,
    });
  });

  test('is set by name', () => {
    const set = { CORS_ORIGINS: 'https://app.example, loopback', INTROSPECTION: 'none', EXPLORERS: 'true' };
    const http = {
      origins: ['https://app.example', 'loopback'],
      introspection: 'none',
      explorers: true,
      compression: true,
    };
    for (const environment of [set, { ...production, ...set }]) expect(read(environment).http).toEqual(http);
    const wrong = { CORS_ORIGINS: 'https://app.example/path', INTROSPECTION: 'some', EXPLORERS: 'yes' };
    expect(faultsOf(wrong).map((fault) => fault.split(':')[0])).toEqual(['CORS_ORIGINS', 'INTROSPECTION', 'EXPLORERS']);
  });
});

test('a request has more time than one subgraph', () => {
  expect(read().upstream).toEqual(defaultUpstream);
  const set = {
    REQUEST_TIMEOUT_SECONDS: '6',
    UPSTREAM_TIMEOUT_SECONDS: '5',
    UPSTREAM_RETRIES: '0',
    UPSTREAM_RETRY_PERCENT: '0',
  };
  expect(read(set).upstream).toMatchObject({ requestTimeout: 6_000, timeout: 5_000, retries: 0, retryShare: 0 });
  expect(faultsOf({ REQUEST_TIMEOUT_SECONDS: '10' })).toEqual([
    'UPSTREAM_TIMEOUT_SECONDS: must be less than REQUEST_TIMEOUT_SECONDS',
  ]);
  expect(faultsOf({ UPSTREAM_RETRIES: '6', BREAKER_FAILURE_PERCENT: '100' })).toHaveLength(2);
});

test('costs are those of subgraphs that there are', () => {
  expect(read({ SUBGRAPH_MAX_COSTS: 'trips=2,auth=1' }).cost.subgraphMaxima).toEqual(
    new Map(Object.entries({ trips: 2, auth: 1 })),
  );
  const unknown = { SUBGRAPH_MAX_COSTS: 'trip=2,users=3,Auth=1' };
  expect(faultsOf(unknown)).toEqual([
    'SUBGRAPH_MAX_COSTS: must name subgraphs, which are users, trips, notifications, auth',
  ]);
  // Another platform has other subgraphs.
  expect(readGatewaySettings(unknown, { supergraph: 'other.graphql' }).cost.subgraphMaxima.size).toBe(3);
});

describe('the bounds of subscriptions over HTTP', () => {
  test('are stricter for an address in production', () => {
    expect(readGatewaySettings({}).streams).toEqual({ perProcess: 10_000, perAddress: 10_000 });
    expect(readGatewaySettings(production).streams).toEqual({ perProcess: 10_000, perAddress: 100 });
  });

  test('are settings', () => {
    const set = { STREAMS_PER_PROCESS: '7', STREAMS_PER_ADDRESS: '3' };
    for (const environment of [set, { ...production, ...set }]) {
      expect(readGatewaySettings(environment).streams).toEqual({ perProcess: 7, perAddress: 3 });
    }
    expect(() => readGatewaySettings({ STREAMS_PER_ADDRESS: '0' })).toThrow(SettingsFault);
  });
});

describe('the bounds of operations', () => {
  test('have defaults', () => {
    expect(read()).toMatchObject({
      documentBounds,
      planning: {
        workers: 1,
        bounds: defaultPlanBounds,
        unplannable: 'null',
        knownOperations: path.join(projectRoot, 'clients'),
      },
    });
  });

  test('are set one by one', () => {
    const environment = {
      OPERATION_MAX_TOKENS: '101',
      OPERATION_MAX_FIELDS: '102',
      OPERATION_MAX_DEPTH: '103',
      OPERATION_MAX_COMPARISONS: '104',
      PLANNING_WORKERS: '2',
      PLANNING_MAX_MILLISECONDS: '105',
      PLANNING_MAX_MEGABYTES: '106',
      PLANNING_MAX_PATHS: '107',
      PLANNING_MAX_PLANS: '108',
      UNPLANNABLE: 'fail',
      KNOWN_OPERATIONS: 'some/folder',
    };
    expect(read(environment)).toMatchObject({
      documentBounds: { tokens: 101, fields: 102, depth: 103, comparisons: 104 },
      planning: {
        workers: 2,
        bounds: { time: 105, memory: 106, paths: 107, plans: 108 },
        unplannable: 'fail',
        knownOperations: path.join(projectRoot, 'some/folder'),
      },
    });
  });

  test('are refused by name when they are no bounds', () => {
    expect(
      faultsOf({
        OPERATION_MAX_TOKENS: '0',
        OPERATION_MAX_DEPTH: 'deep',
        PLANNING_WORKERS: '-1',
        PLANNING_MAX_MEGABYTES: '1',
        UNPLANNABLE: 'maybe',
      }).map((fault) => fault.split(':')[0]),
    ).toEqual([
      'OPERATION_MAX_TOKENS',
      'OPERATION_MAX_DEPTH',
      'PLANNING_WORKERS',
      'PLANNING_MAX_MEGABYTES',
      'UNPLANNABLE',
    ]);
  });
});

test('another platform’s supergraph has no known operations unless a folder is set', () => {
  const options = { supergraph: 'other.graphql' };
  expect(read({}, options).planning.knownOperations).toBeNull();
  expect(read({ KNOWN_OPERATIONS: '/operations' }, options).planning.knownOperations).toBe('/operations');
});

test('several processes need a port for their metrics', () => {
  expect(faultsOf({ GATEWAY_PROCESSES: '2' })).toEqual([
    'METRICS_PORT: is needed when GATEWAY_PROCESSES is greater than 1',
  ]);
  expect(read({ GATEWAY_PROCESSES: '2', METRICS_PORT: '9000' })).toMatchObject({ processes: 2, metricsPort: 9_000 });
});

test('several processes cache no responses, because none sees the mutations of another in time', () => {
  expect(read({}).cacheBytes).toBe(16 * 1_024 * 1_024);
  expect(read({ GATEWAY_PROCESSES: '2', METRICS_PORT: '9000' }).cacheBytes).toBe(0);
});

describe('what a client may use in a minute', () => {
  const limits = (
    addressRequests: number,
    accountRequests: number,
    addressCost: number,
    accountCost: number,
    signIns: number,
  ) => ({
    'address-requests': addressRequests,
    'account-requests': accountRequests,
    'address-cost': addressCost,
    'account-cost': accountCost,
    'sign-ins': signIns,
  });

  test('is a hundred times as much outside production', () => {
    expect(readGatewaySettings(production).rateLimits).toEqual(limits(6_000, 600, 10_000_000, 2_000_000, 120));
    expect(readGatewaySettings({}).rateLimits).toEqual(limits(600_000, 60_000, 1_000_000_000, 200_000_000, 12_000));
  });

  test('is a setting', () => {
    const set = {
      ADDRESS_REQUESTS_PER_MINUTE: '1',
      ACCOUNT_REQUESTS_PER_MINUTE: '2',
      ADDRESS_COST_PER_MINUTE: '3',
      ACCOUNT_COST_PER_MINUTE: '4',
      SIGN_INS_PER_MINUTE: '5',
    };
    for (const environment of [set, { ...production, ...set }]) {
      expect(readGatewaySettings(environment).rateLimits).toEqual(limits(1, 2, 3, 4, 5));
    }
    expect(() => readGatewaySettings({ SIGN_INS_PER_MINUTE: '0' })).toThrow(SettingsFault);
  });
});

describe('the database of the counted use', () => {
  const server = 'postgres://user:secret@db:5433';
  const urlOf = (environment: Record<string, string>, options?: GatewayArguments) =>
    read(environment, options).usage.registry?.url ?? null;

  test('is its own, or on the server of the subgraphs; without either, nothing is counted', () => {
    expect(urlOf({})).toBeNull();
    expect(urlOf({ DATABASE_URL: `${server}/postgres` })).toBe(`${server}/registry`);
    expect(urlOf({ DATABASE_URL: server, REGISTRY_DATABASE_URL: 'postgres://own/counts' })).toBe(
      'postgres://own/counts',
    );
    expect(faultsOf({ REGISTRY_DATABASE_URL: 'http://own' })).toEqual([
      expect.stringMatching(/^REGISTRY_DATABASE_URL: /),
    ]);
  });

  test('has another URL past PgBouncer, which may keep no prepared statements', () => {
    const direct = 'postgres://direct';
    const all = { DATABASE_URL: server, DIRECT_DATABASE_URL: direct, DATABASE_NAMED_STATEMENTS: 'false' };
    const urls = { url: `${server}/registry`, directUrl: `${direct}/registry`, namedStatements: false };
    expect(read(all).usage.registry).toEqual(urls);
    expect(read(all, { supergraph: 'file' }).usage.registry).toBeNull();
  });

  test('of another platform’s supergraph is its own alone', () => {
    expect(urlOf({ DATABASE_URL: server }, { supergraph: 'file' })).toBeNull();
    expect(urlOf({ REGISTRY_DATABASE_URL: server }, { supergraph: 'file' })).toBe(server);
  });

  test('is written every 20 seconds, and has the counts of 90 days, unless it is said', () => {
    expect(read().usage).toMatchObject({ interval: 20_000, retentionDays: 90 });
    const set = { USAGE_REPORT_SECONDS: '5', USAGE_RETENTION_DAYS: '365' };
    expect(read(set).usage).toMatchObject({ interval: 5_000, retentionDays: 365 });
    expect(faultsOf({ USAGE_REPORT_SECONDS: '0', USAGE_RETENTION_DAYS: '3651' })).toHaveLength(2);
  });
});
