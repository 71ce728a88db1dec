import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import type { Role } from '#contract/viewer.ts';
import type { Clock } from '#platform/clock.ts';
import { gatewayLimits } from '#platform/graphql/sockets/socket-limits.ts';
import type { Log } from '#platform/log.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import type { RunningSubgraph, SubgraphOptions } from '#platform/subgraph/start-subgraph.ts';
import { perSubgraph, type SubgraphName } from '../subgraphs/list.ts';
import type { SubgraphSettings } from '../subgraphs/settings.ts';
import { freePort } from './free-port.ts';
import { silent, testDatabase } from './templates.ts';

/** A clock that a test can move forward. */
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
/** Nothing listens on the discard port. */
const unreachable = 'http://127.0.0.1:9';

export interface TokenClaims {
  sub: string;
  scope: Role;
  sid?: string;
  name?: string;
  phone_number?: string;
}

/** The key pair of an auth service, in whose place the test signs tokens. */
export interface TestKeys {
  /** The public key, for a verifier in another process. */
  keySet: JSONWebKeySet;
  verifyToken: VerifyToken;
  sign(claims: TokenClaims, overrides?: { issuer?: string; audience?: string; expiresIn?: number }): Promise<string>;
}

export async function testKeys(): Promise<TestKeys> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' }] };
  const settings = { issuer, audience, jwksUrl: `${unreachable}/none` };
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
  /** Sends a GraphQL request over HTTP, as the gateway does. */
  request(query: string, variables?: Record<string, unknown>, token?: string | null): Promise<GraphQLAnswer>;
}

export interface GraphQLAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the fields that it selected
  data?: any;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> & { code: string } }[];
}

export interface TestSubgraphOptions<Settings extends SubgraphSettings> {
  /** The settings that only this subgraph has, and those that differ from the test defaults. */
  settings: Omit<Settings, keyof SubgraphSettings> & Partial<SubgraphSettings>;
  urls?: Partial<Record<SubgraphName, string>>;
  log?: Log;
  keys?: TestKeys;
}

/** Starts a subgraph on a free port, with its own keys, clock and database. `stop` drops the database. */
export async function startTestSubgraph<Settings extends SubgraphSettings>(
  name: SubgraphName,
  create: (options: SubgraphOptions<Settings>) => Promise<RunningSubgraph>,
  options: TestSubgraphOptions<Settings>,
): Promise<TestSubgraph<Settings>> {
  const database = await testDatabase(name);
  const keys = options.keys ?? (await testKeys());
  const clock = new TestClock();
  const url = `${unreachable}/graphql`;
  const common: SubgraphSettings = {
    name,
    production: false,
    host: '127.0.0.1',
    port: await freePort(),
    logLevel: 'silent',
    metricsPort: undefined,
    database: { url: database.url, poolMax: 10, logSql: false, wait: { tries: 1, seconds: 0 } },
    token: { issuer, audience, jwksUrl: `${unreachable}/none` },
    urls: {
      ...perSubgraph(
        (each) => each,
        () => url,
      ),
      ...options.urls,
    },
    trustedProxies: ['127.0.0.1'],
    sockets: gatewayLimits(false),
    drainSeconds: 0,
    redisUrl: undefined,
    streamLayout: undefined,
    tracing: null,
  };
  const settings = { ...common, ...options.settings } as Settings;
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

/** Sends one GraphQL request over HTTP. */
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

/** Returns settings for another instance on the same database, on a free port. */
export async function settingsOn<Settings extends SubgraphSettings>(
  { settings }: TestSubgraph<Settings>,
  database: Partial<SubgraphSettings['database']> = {},
): Promise<Settings> {
  return { ...settings, port: await freePort(), database: { ...settings.database, ...database } };
}
