import { expect, test } from '@jest/globals';
import { type Environment, SettingsFault, setting } from '#platform/settings.ts';
import { type SubgraphName, subgraphNames } from './list.ts';
import { readSubgraphSettings } from './settings.ts';

const needed = { DATABASE_URL: 'postgres://db:5432/x' };
const read = (environment: Environment, name: SubgraphName = 'trips') => readSubgraphSettings(name, environment);

function faultsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
  throw new Error('no fault');
}

test('names every invalid variable once, and shows no value', () => {
  const secret = 'hunter2';
  const names =
    'NODE_ENV LOG_LEVEL METRICS_PORT AUTH_ISSUER PORT USERS_URL JWKS_URL DATABASE_URL TRIPS_DATABASE_URL DATABASE_POOL_MAX DATABASE_WAIT_SECONDS LOG_SQL OWN MISSING'.split(
      ' ',
    );
  const environment = Object.fromEntries(names.map((name) => [name, secret]));
  const extra = { OWN: setting.whole(1, 2), MISSING: setting.text() };
  const faults = faultsOf(() => readSubgraphSettings('trips', { ...environment, MISSING: '' }, extra));
  expect(faults.map((fault) => fault.split(':')[0]).toSorted()).toEqual(names.toSorted());
  expect(faults.join('\n')).not.toContain(secret);
});

test('has a line for each fault in the message', () => {
  const fault = new SettingsFault(['PORT: must be so', 'URL: must be other']);
  expect(fault.message).toBe('The settings have 2 faults:\n  PORT: must be so\n  URL: must be other');
});

test.each(['0', '65536', '-1', '1.5', '1e3', '0x10', ' 80', '80 ', '9'.repeat(20)])('refuses %j as a port', (PORT) => {
  expect(faultsOf(() => read({ ...needed, PORT }))).toEqual(['PORT: must be a whole number from 1 to 65535']);
});

test('has two connections at least, as many as a subgraph needs that receives events of its own', () => {
  expect(read({ ...needed, DATABASE_POOL_MAX: '2' }).database.poolMax).toBe(2);
  const fault = 'DATABASE_POOL_MAX: must be a whole number from 2 to 1000';
  expect(faultsOf(() => read({ ...needed, DATABASE_POOL_MAX: '1' }))).toEqual([fault]);
});

test.each(['ftp://a', 'localhost:4001', '/graphql', 'javascript:alert(1)', 'http//a'])(
  'refuses %j as a URL of a subgraph',
  (url) => {
    expect(faultsOf(() => read({ ...needed, USERS_URL: url }))).toHaveLength(1);
  },
);

test('gives each subgraph its port and its database on the server, and keeps the rest of the URL', () => {
  const url = 'postgresql://u:p%40ss@db:6432/any?sslmode=require';
  const each = subgraphNames.map((name) => read({ DATABASE_URL: url }, name));
  expect(each.map(({ port }) => port)).toEqual([4001, 4002, 4003, 4004]);
  expect(each.map(({ database }) => database.url)).toEqual(
    ['user', 'trip', 'notifications', 'auth'].map((name) => `postgresql://u:p%40ss@db:6432/${name}?sslmode=require`),
  );
});

test('accepts its own database without a server, and refuses that of another subgraph', () => {
  expect(read({ TRIPS_DATABASE_URL: 'postgres://own/mine' }).database.url).toBe('postgres://own/mine');
  expect(faultsOf(() => read({ USERS_DATABASE_URL: 'postgres://own/mine' }))).toEqual([
    'DATABASE_URL: is needed, or TRIPS_DATABASE_URL, by a subgraph on its own',
  ]);
});

test('has URLs past PgBouncer, which may keep no prepared statements', () => {
  const [url, direct] = ['postgres://pgbouncer', 'postgres://direct'];
  expect(read({ DATABASE_URL: url }).database).toMatchObject({ directUrl: `${url}/trip`, namedStatements: true });
  const all = { DATABASE_URL: url, DIRECT_DATABASE_URL: direct, DATABASE_NAMED_STATEMENTS: 'false' };
  const database = { url: `${url}/trip`, directUrl: `${direct}/trip`, namedStatements: false };
  expect(read(all).database).toMatchObject(database);
  expect(read({ ...all, TRIPS_DIRECT_DATABASE_URL: `${direct}/own` }).database.directUrl).toBe(`${direct}/own`);
  const own = { TRIPS_DATABASE_URL: `${url}/trip`, DIRECT_DATABASE_URL: direct };
  expect(faultsOf(() => read(own))).toEqual(['DIRECT_DATABASE_URL: needs DATABASE_URL']);
});

test("does not derive the other subgraphs' URLs from its own port", () => {
  const { port, urls } = read({ ...needed, PORT: '9000' });
  expect(port).toBe(9000);
  expect(urls).toMatchObject({ users: 'http://127.0.0.1:4001/graphql', auth: 'http://127.0.0.1:4004/graphql' });
});

test.each([
  [{}, 'http://127.0.0.1:4004/.well-known/jwks.json'],
  [{ AUTH_URL: 'https://auth.example:8443/a/graphql?x' }, 'https://auth.example:8443/.well-known/jwks.json'],
  [{ AUTH_URL: 'https://auth.example/graphql', JWKS_URL: 'https://keys.example/k' }, 'https://keys.example/k'],
  [{ AUTH_URL: 'https://auth.example/graphql', JWKS_URL: '' }, 'https://auth.example/.well-known/jwks.json'],
])('with %j reads the keys from %s', (environment, url) => {
  expect(read({ ...needed, ...environment }).token.jwksUrl).toBe(url);
});

test('bounds the sockets of an address outside production by 100 times as many, and reads each bound', () => {
  const production = { ...needed, NODE_ENV: 'production', METRICS_PORT: '9100' };
  expect(read(needed).sockets.socketsPerAddress).toBe(100 * read(production).sockets.socketsPerAddress);
  const set = {
    SOCKETS_PER_PROCESS: '1',
    SOCKETS_PER_ADDRESS: '2',
    SUBSCRIPTIONS_PER_PROCESS: '3',
    OPERATIONS_PER_SOCKET: '4',
    SOCKET_OPERATION_BYTES: '4000',
    ANONYMOUS_SUBSCRIPTIONS_PER_SOCKET: '0',
    SOCKET_MESSAGES_PER_SECOND: '5',
    SOCKET_MESSAGE_BYTES: '2000',
    SOCKET_PING_BYTES: '0',
    SOCKET_BUFFERED_BYTES: '3000',
  };
  expect(read({ ...production, ...set }).sockets).toEqual({
    sockets: 1,
    socketsPerAddress: 2,
    subscriptions: 3,
    operationsPerSocket: 4,
    operationBytesPerSocket: 4_000,
    anonymousSubscriptionsPerSocket: 0,
    messagesPerSecond: 5,
    messageBytes: 2_000,
    pingBytes: 0,
    bufferedBytes: 3_000,
  });
});

test('drains for five seconds in production, and for none elsewhere', () => {
  const production = { ...needed, NODE_ENV: 'production', METRICS_PORT: '9100' };
  expect([read(production).drainSeconds, read(needed).drainSeconds]).toEqual([5, 0]);
  expect(read({ ...production, DRAIN_SECONDS: '7' }).drainSeconds).toBe(7);
  expect(faultsOf(() => read({ ...production, DRAIN_SECONDS: '8' }))).toHaveLength(1);
});

test('logs statements without their values in production', () => {
  const production = { ...needed, NODE_ENV: 'production', METRICS_PORT: '9100' };
  const logSql = (environment: typeof needed) => read({ ...environment, LOG_SQL: 'true' }).database.logSql;
  expect([logSql(needed), logSql(production), read(production).database.logSql]).toEqual([
    true,
    'without values',
    false,
  ]);
});

test('requires a metrics port in production; an empty one does not count', () => {
  const production = { ...needed, NODE_ENV: 'production' };
  expect(faultsOf(() => read({ ...production, METRICS_PORT: '' }))).toEqual(['METRICS_PORT: is needed in production']);
  expect(read({ ...production, METRICS_PORT: '9100' })).toMatchObject({ production: true, metricsPort: 9100 });
});

test('defaults to services on this machine', () => {
  const settings = readSubgraphSettings('trips', { DATABASE_URL: 'postgres://db:5432/x?sslmode=disable' });
  expect(settings).toMatchObject({
    port: 4002,
    host: '127.0.0.1',
    production: false,
    database: {
      url: 'postgres://db:5432/trip?sslmode=disable',
      poolMax: 20,
      logSql: false,
      wait: { tries: 30, seconds: 5 },
    },
    token: {
      issuer: 'http://127.0.0.1:4000',
      audience: 'masar-eagle-api',
      jwksUrl: 'http://127.0.0.1:4004/.well-known/jwks.json',
    },
    urls: { users: 'http://127.0.0.1:4001/graphql', auth: 'http://127.0.0.1:4004/graphql' },
  });
});

test("prefers the subgraph's own database to the server, and reads the keys from auth's origin", () => {
  const settings = readSubgraphSettings('users', {
    DATABASE_URL: 'postgres://db/x',
    USERS_DATABASE_URL: 'postgres://other/own',
    AUTH_URL: 'https://auth.example/graphql',
  });
  expect(settings.database.url).toBe('postgres://other/own');
  expect(settings.token.jwksUrl).toBe('https://auth.example/.well-known/jwks.json');
});

test('reports missing variables together with invalid ones', () => {
  expect(faultsOf(() => read({ NODE_ENV: 'production', PORT: 'x' }))).toEqual([
    'PORT: must be a whole number from 1 to 65535',
    'DATABASE_URL: is needed, or TRIPS_DATABASE_URL, by a subgraph on its own',
    'METRICS_PORT: is needed in production',
  ]);
});
