import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import type { Clock } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { tokenVerifier, type VerifyToken } from '#platform/security/access-token.ts';
import type { Role } from '#platform/security/viewer.ts';
import { type SubgraphName, type SubgraphSettings, subgraphNames } from '#platform/subgraph/settings.ts';
import type { RunningSubgraph, SubgraphOptions } from '#platform/subgraph/start-subgraph.ts';
import { freePort } from './free-port.ts';
import { silent, testDatabase } from './templates.ts';

/** A clock that a test sets. */
export class TestClock implements Clock {
  #offset = 0;

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }
}

export const issuer = 'http://test.issuer';
const audience = 'masar-eagle-api';

export interface TokenClaims {
  sub: string;
  scope: Role;
  sid?: string;
  name?: string;
  phone_number?: string;
}

/** The keys of an auth service that the test is itself. */
export interface TestKeys {
  /** The public half, for a verifier in another process. */
  keySet: JSONWebKeySet;
  verifyToken: VerifyToken;
  sign(claims: TokenClaims, overrides?: { issuer?: string; audience?: string; expiresIn?: number }): Promise<string>;
}

export async function testKeys(): Promise<TestKeys> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' }] };
  const settings = { issuer, audience, jwksUrl: 'http://127.0.0.1:9/none' };
  return {
    keySet,
    verifyToken: tokenVerifier(settings, createLocalJWKSet(keySet)),
    sign: ({ sub, ...claims }, overrides = {}) =>
      new SignJWT({ sid: `az_${'0'.repeat(32)}`, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setSubject(sub)
        .setIssuer(overrides.issuer ?? issuer)
        .setAudience(overrides.audience ?? audience)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + (overrides.expiresIn ?? 600))
        .sign(privateKey),
  };
}

export interface TestSubgraph<Settings extends SubgraphSettings = SubgraphSettings> extends RunningSubgraph {
  settings: Settings;
  keys: TestKeys;
  clock: TestClock;
  /** Asks it by HTTP, as the gateway would. */
  request(query: string, variables?: Record<string, unknown>, token?: string | null): Promise<GraphQLAnswer>;
}

export interface GraphQLAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  data?: any;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> & { code: string } }[];
}

export interface TestSubgraphOptions<Settings extends SubgraphSettings> {
  settings?: Partial<Settings>;
  urls?: Partial<Record<SubgraphName, string>>;
  log?: Log;
  keys?: TestKeys;
}

/** A subgraph of the test's own: a port, a database cloned from the template, keys and a clock. `stop` drops all of it. */
export async function startTestSubgraph<Settings extends SubgraphSettings>(
  name: SubgraphName,
  create: (options: SubgraphOptions<Settings>) => Promise<RunningSubgraph>,
  options: TestSubgraphOptions<Settings> = {},
): Promise<TestSubgraph<Settings>> {
  const database = await testDatabase(name);
  const keys = options.keys ?? (await testKeys());
  const clock = new TestClock();
  const nowhere = Object.fromEntries(subgraphNames.map((each) => [each, 'http://127.0.0.1:9/graphql']));
  const settings = {
    name,
    production: false,
    host: '127.0.0.1',
    port: await freePort(),
    logLevel: 'silent',
    metricsPort: undefined,
    database: { url: database.url, poolMax: 10, logSql: false, wait: { tries: 1, seconds: 0 } },
    token: { issuer, audience, jwksUrl: 'http://127.0.0.1:9/none' },
    urls: { ...nowhere, ...options.urls },
    trustedProxies: ['127.0.0.1'],
    extra: {},
    ...options.settings,
  } as unknown as Settings;
  const subgraph = await create({ settings, log: options.log ?? silent, clock, verifyToken: keys.verifyToken });
  return {
    ...subgraph,
    settings,
    keys,
    clock,
    request: (query, variables, token) => requestGraphQL(subgraph.url, query, variables, token),
    stop: async () => {
      await subgraph.stop();
      await database.drop();
    },
  };
}

/** One GraphQL request by HTTP. */
export async function requestGraphQL(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string | null,
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphQLAnswer, 'status'>) };
}

/** The settings of another instance on the same database. */
export async function settingsOn<Settings extends SubgraphSettings>(
  { settings }: TestSubgraph<Settings>,
  database: Partial<SubgraphSettings['database']> = {},
): Promise<Settings> {
  return { ...settings, port: await freePort(), database: { ...settings.database, ...database } };
}
