import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
} from 'graphql';
import { exportJWK, importJWK, type JWK, SignJWT } from 'jose';
import pg from 'pg';
import { projectRoot } from '#platform/settings.ts';
import { type SubgraphName, subgraphNames } from '#platform/subgraph/settings.ts';
import { startTestPlatform, type TestPlatform } from '#test-kit/platform.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { demoAccounts } from '../cli/seed/demo-accounts.ts';
import { decrypt } from '../subgraphs/auth/domain/secrets.ts';

// The table of authorization, read from the schemas: a new field is in it by itself, with a directive or without one.
const viewers = ['anonymous', 'passenger', 'driver', 'admin', 'service'] as const;
type ViewerName = (typeof viewers)[number];

const keySecret = 'a secret of the tests, of 32 characters';
const serviceSecret = 'a secret of the service, for tests';
const tokens = new Map<ViewerName, string>();
const ids = new Map<string, string>();
let platform: TestPlatform;

const urlOf = (name: SubgraphName | 'gateway'): string => (name === 'gateway' ? platform.url : platform.urlOf(name));

beforeAll(async () => {
  platform = await startTestPlatform({ SERVICE_CLIENT_SECRET: serviceSecret, AUTH_KEY_SECRET: keySecret });
  await signEveryoneIn();
});

afterAll(() => platform.stop());

async function signEveryoneIn(): Promise<void> {
  const byOtp = async (phoneNumber: string, accountType: string) => {
    const { data } = await requestGraphQL(
      urlOf('gateway'),
      'mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken } }',
      { input: { phoneNumber, accountType, code: '000000' } },
    );
    return data.signInWithOtp.accessToken as string;
  };
  tokens.set('passenger', await byOtp(demoAccounts.passengers[0].phoneNumber, 'PASSENGER'));
  tokens.set('driver', await byOtp(demoAccounts.drivers[0].phoneNumber, 'DRIVER'));
  const { email, password } = demoAccounts.admin;
  const { data } = await requestGraphQL(
    urlOf('gateway'),
    'mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { accessToken } }',
    { input: { email, password } },
  );
  tokens.set('admin', data.signInWithPassword.accessToken);
  const answer = await fetch(new URL('/connect/token', urlOf('gateway')), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'masar-service',
      client_secret: serviceSecret,
    }),
  });
  tokens.set('service', ((await answer.json()) as { access_token: string }).access_token);

  const found = await requestGraphQL(urlOf('gateway'), '{ trips(first: 1) { edges { node { id } } } }');
  const tripId = found.data.trips.edges[0].node.id as string;
  const booked = await requestGraphQL(
    urlOf('gateway'),
    'mutation ($input: BookSeatsInput!) { bookSeats(input: $input) { bookings { id } } }',
    { input: { tripId, seatNumbers: [1] } },
    tokens.get('passenger'),
  );
  ids.set('Trip', tripId);
  ids.set('SeatBooking', booked.data.bookSeats.bookings[0].id);
  ids.set('Passenger', demoAccounts.passengers[1].id);
  ids.set('Driver', demoAccounts.drivers[1].id);
  ids.set('Admin', demoAccounts.admin.id);
  ids.set('Account', demoAccounts.passengers[1].id);
  ids.set('Vehicle', demoAccounts.drivers[1].vehicle.id);
}

const schemaOf = async (name: SubgraphName): Promise<GraphQLSchema> => {
  const sdl = await fs.readFile(path.join(projectRoot, 'subgraphs', name, 'schema.graphql'), 'utf8');
  return buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });
};

type Annotated = { astNode?: { directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined };

/** The roles that the directives here let pass; null where there are none. */
function allowedAt({ astNode }: Annotated): ViewerName[] | null {
  const texts = (astNode?.directives ?? []).map((directive) => {
    const source = directive.loc?.source.body.slice(directive.loc.start, directive.loc.end) ?? '';
    return [directive.name.value, source] as const;
  });
  const rules = texts.flatMap(([name, source]): ViewerName[][] => {
    if (name === 'authenticated') return [['passenger', 'driver', 'admin', 'service']];
    if (name !== 'requiresScopes') return [];
    return [[...source.matchAll(/"(\w+)"/g)].map(([, scope]) => scope as ViewerName)];
  });
  return rules.length === 0 ? null : viewers.filter((viewer) => rules.every((rule) => rule.includes(viewer)));
}

/** Those of the field, its type and the type that it returns, all of which bind. */
function allowedFor(parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>): ViewerName[] | null {
  const all = [allowedAt(parent), allowedAt(field), allowedAt(getNamedType(field.type))].filter(
    (each) => each !== null,
  );
  return all.length === 0 ? null : viewers.filter((viewer) => all.every((each) => each.includes(viewer)));
}

const refusalOf = (viewer: ViewerName): string => (viewer === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN');

/** Some value that the type takes. */
function literalOf(type: GraphQLInputType, name: string): string {
  if (isNonNullType(type)) return literalOf(type.ofType, name);
  if (isListType(type)) return `[${literalOf(type.ofType, name)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map((field) => `${field.name}: ${literalOf(field.type, field.name)}`).join(', ')} }`;
  }
  switch (type.name) {
    case 'ID':
      return `"${ids.get(name.replace(/Id$/, '').replace(/^./, (first) => first.toUpperCase())) ?? demoAccounts.passengers[1].id}"`;
    case 'Int':
    case 'Float':
      return '1';
    case 'Boolean':
      return 'true';
    case 'DateTime':
      return '"2031-01-01T00:00:00Z"';
    case 'Date':
      return '"2001-01-01"';
    case 'Decimal':
      return '"10.00"';
    case 'URL':
      return '"https://masar.test/x"';
    default:
      return '"x"';
  }
}

function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const required = field.args
    .filter(isRequiredArgument)
    .map((each) => `${each.name}: ${literalOf(each.type, each.name)}`);
  const given = required.length > 0 ? `(${required.join(', ')})` : '';
  return `${field.name}${given}${isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''}`;
}

const isEntity = (type: GraphQLObjectType): boolean =>
  (type.astNode?.directives ?? []).some(
    ({ name, arguments: given = [] }) =>
      name.value === 'key' &&
      !given.some(
        (each) => each.name.value === 'resolvable' && each.value.kind === 'BooleanValue' && !each.value.value,
      ),
  );

interface Asked {
  name: string;
  query: string;
  /** What of the answer is the field's. */
  read: (answer: GraphQLAnswer) => unknown;
  allowed: ViewerName[] | null;
}

async function rootFields(name: SubgraphName, kind: 'query' | 'mutation'): Promise<Asked[]> {
  const schema = await schemaOf(name);
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!type) return [];
  return Object.values(type.getFields()).map((field) => ({
    name: `${name} ${type.name}.${field.name}`,
    query: `${kind} { ${selectionOf(field)} }`,
    read: ({ data }) => data?.[field.name],
    allowed: allowedFor(type, field),
  }));
}

async function entityFields(name: SubgraphName): Promise<Asked[]> {
  const types = Object.values((await schemaOf(name)).getTypeMap())
    .filter(isObjectType)
    .filter(isEntity);
  return types.flatMap((type) => {
    const id = ids.get(type.name);
    if (!id) throw new Error(`the test has no ${type.name}`);
    return Object.values(type.getFields()).map((field) => ({
      name: `${name} ${type.name}.${field.name}`,
      query: `{ _entities(representations: [{ __typename: "${type.name}", id: "${id}" }]) { ... on ${type.name} { ${selectionOf(field)} } } }`,
      read: ({ data }: GraphQLAnswer) => data?._entities?.[0]?.[field.name],
      allowed: allowedFor(type, field),
    }));
  });
}

const askAs = (url: string, viewer: ViewerName, query: string) =>
  requestGraphQL(url, query, {}, tokens.get(viewer) ?? null);

/** What is wrong with how a field that has a directive answers, for all who may not have it. */
async function leaks(url: string, asked: readonly Asked[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, query, read, allowed } of asked) {
    for (const viewer of viewers) {
      if (!allowed) continue;
      const isAllowed = allowed.includes(viewer);
      // What is allowed would have its effect, or be left to the domain.
      if (isAllowed && query.startsWith('mutation')) continue;
      const answer = await askAs(url, viewer, query);
      const codes = (answer.errors ?? []).map(({ extensions }) => extensions.code);
      const told = `${name} as ${viewer}: ${JSON.stringify(answer)}`;
      if (isAllowed && codes.includes('UNAUTHENTICATED')) wrong.push(told);
      if (!isAllowed && (!codes.includes(refusalOf(viewer)) || (read(answer) ?? null) !== null)) wrong.push(told);
    }
  }
  return wrong;
}

describe.each([...subgraphNames])('%s, asked directly', (name) => {
  test('keeps every root field that has a directive from those who may not have it', async () => {
    const asked = [...(await rootFields(name, 'query')), ...(await rootFields(name, 'mutation'))];
    expect(asked.length).toBeGreaterThan(0);
    expect(await leaks(urlOf(name), asked)).toEqual([]);
  });

  test('and every field of an entity, by reference', async () => {
    expect(await leaks(urlOf(name), await entityFields(name))).toEqual([]);
  });

  test('shows a field without a directive to everyone alike', async () => {
    const open = [...(await rootFields(name, 'query')), ...(await entityFields(name))].filter(
      ({ allowed }) => !allowed,
    );
    const differing: string[] = [];
    for (const { name: field, query } of open) {
      const answers = [];
      for (const viewer of viewers) {
        const { data, errors } = await askAs(urlOf(name), viewer, query);
        answers.push(JSON.stringify([data, (errors ?? []).map(({ extensions }) => extensions.code)]));
      }
      if (new Set(answers).size > 1) differing.push(`${field}: ${answers.join(' ')}`);
    }
    expect(differing).toEqual([]);
  });
});

test('through the gateway the same holds of every root field that clients see', async () => {
  for (const name of subgraphNames) {
    const asked = [...(await rootFields(name, 'query')), ...(await rootFields(name, 'mutation'))];
    const visible = [];
    for (const each of asked) {
      const { errors = [] } = await askAs(urlOf('gateway'), 'anonymous', each.query);
      if (!errors.some(({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED')) visible.push(each);
    }
    expect(visible.length).toBeGreaterThan(0);
    expect(await leaks(urlOf('gateway'), visible)).toEqual([]);
  }
});

test('the only mutations without a directive are the ways in', async () => {
  const open = [];
  for (const name of subgraphNames) {
    for (const { name: field, allowed } of await rootFields(name, 'mutation')) if (!allowed) open.push(field);
  }
  expect(open.toSorted()).toEqual([
    'auth Mutation.refreshTokens',
    'auth Mutation.requestOtp',
    'auth Mutation.signInWithOtp',
    'auth Mutation.signInWithPassword',
  ]);
});

describe('a token that is not right', () => {
  let key: JWK;

  beforeAll(async () => {
    const client = new pg.Client({ connectionString: platform.databaseOf('auth') });
    await client.connect();
    const { rows } = await client.query<{ private_jwk: string; kid: string }>(
      'select private_jwk, kid from signing_keys',
    );
    await client.end();
    key = { ...(JSON.parse(decrypt(keySecret, rows[0]?.private_jwk ?? '')) as JWK), kid: rows[0]?.kid ?? '' };
  });

  const seconds = () => Math.floor(Date.now() / 1_000);
  const good = () => ({
    sub: demoAccounts.admin.id,
    scope: 'admin',
    iss: new URL(urlOf('gateway')).origin,
    aud: 'masar-eagle-api',
    exp: seconds() + 600,
  });
  const sign = async (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}, by?: KeyObject) =>
    new SignJWT({ ...good(), ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '', ...header })
      .sign(by ?? (await importJWK(key, 'ES256')));
  const bare = (header: object) =>
    `${[header, good()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

  const faults: [string, () => Promise<string>][] = [
    ['of another issuer', () => sign({ iss: 'https://elsewhere.test' })],
    ['for another audience', () => sign({ aud: 'others' })],
    ['that has expired', () => sign({ exp: seconds() - 120 })],
    ['that is not valid yet', () => sign({ nbf: seconds() + 300 })],
    ['of an unknown key', () => sign({}, { kid: 'unknown' })],
    ['of no algorithm', async () => bare({ alg: 'none', kid: key.kid })],
    ['whose signature is another one', async () => `${(await sign()).slice(0, -8)}AAAAAAAA`],
    [
      'signed by HS256 with the public key as its secret',
      async () => {
        const { d: _private, ...publicJwk } = key;
        const pem = createPublicKey({ key: publicJwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
        return new SignJWT(good())
          .setProtectedHeader({ alg: 'HS256', kid: key.kid ?? '' })
          .sign(new TextEncoder().encode(String(pem)));
      },
    ],
    [
      'signed by somebody else',
      async () => {
        const { privateKey } = await import('jose').then(({ generateKeyPair }) =>
          generateKeyPair('ES256', { extractable: true }),
        );
        expect((await exportJWK(privateKey)).d).toBeDefined();
        return new SignJWT(good()).setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '' }).sign(privateKey);
      },
    ],
    ['that is none', async () => createHash('sha256').update('x').digest('hex')],
  ];

  test('is the only reason to be refused here: one that is right is taken everywhere', async () => {
    for (const name of ['gateway', ...subgraphNames] as const) {
      expect([name, (await requestGraphQL(urlOf(name), '{ __typename }', {}, await sign())).status]).toEqual([
        name,
        200,
      ]);
    }
  });

  test.each(faults)('%s: is refused by the gateway and by each subgraph', async (_fault, make) => {
    const token = await make();
    for (const name of ['gateway', ...subgraphNames] as const) {
      const { status, errors } = await requestGraphQL(urlOf(name), '{ __typename }', {}, token);
      expect([name, status, errors?.[0]?.extensions.code]).toEqual([name, 401, 'UNAUTHENTICATED']);
    }
  });
});
