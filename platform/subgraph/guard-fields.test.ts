import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { execute, parse } from 'graphql';
import type { Role } from '#contract/viewer.ts';
import { shapeError } from '../errors/shape.ts';
import { createLog } from '../log.ts';
import { InProcessFeed } from '../messaging/live/live-feed.ts';
import { guardFields, maxEntityReferences } from './guard-fields.ts';
import { operationTimeout, RequestContext } from './request-context.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
    import: ["@key", "@authenticated", "@requiresScopes"])
  scalar JSON
  input Inner { texts: [String!], note: String, any: JSON }
  type Query {
    echo(text: String, inner: Inner, all: [Inner!]): String
    mine: String @authenticated
    admin(text: String): String @requiresScopes(scopes: [["admin"]])
    both: Driven @requiresScopes(scopes: [["admin"], ["driver"]])
    secret: Secret
    page: Page
    slow: Slow
  }
  type Slow { text: String }
  type Driven @requiresScopes(scopes: [["driver"], ["service"]]) { text: String }
  type Page { size: Int }
  type Mutation { step: Int, refused: Int @authenticated }
  type Secret @key(fields: "id") @authenticated { id: ID! text: String }
  type Open @key(fields: "id") { id: ID! hidden: String @requiresScopes(scopes: [["admin"]]) }
  interface Being @key(fields: "id") { id: ID! }
  type Person implements Being @key(fields: "id") { id: ID! }
`);

let resolved: string[] = [];
/** Runs while the field `slow` is resolved. */
let whileSlow = () => {};
const seen = (name: string) => () => {
  resolved.push(name);
  return name;
};
const byId =
  (name: string) =>
  ({ id }: { id: string }) =>
    seen(name)() && { __typename: name, id };
const units: unknown[] = [];
const step = (_source: unknown, _args: unknown, context: RequestContext) => units.push(context.em);
const schema = guardFields(
  buildSubgraphSchema([
    {
      typeDefs,
      resolvers: {
        Query: {
          echo: seen('echo'),
          mine: seen('mine'),
          admin: seen('admin'),
          both: () => ({ text: 'both' }),
          slow: () => {
            whileSlow();
            return {};
          },
          secret: byId('Secret').bind(null, { id: 's_1' }),
        },
        Mutation: { step, refused: step },
        Slow: { text: seen('text') },
        Secret: { __resolveReference: byId('Secret'), text: seen('text') },
        Open: { __resolveReference: byId('Open'), hidden: seen('hidden') },
        Being: { __resolveReference: byId('Person') },
      },
    },
  ]),
);
const em = { fork: () => ({}) } as unknown as EntityManager;

async function run(
  source: string,
  role: Role | null = null,
  variableValues: Record<string, unknown> = {},
  signal: AbortSignal = new AbortController().signal,
) {
  const viewer = role && { id: 'x_1', role, sid: null, name: null, phoneNumber: null, expiresAt: 0 };
  const caller = {
    viewer,
    token: null,
    address: '',
    requestId: 'r',
    acceptLanguage: undefined,
    traceparent: undefined,
  };
  const contextValue = new RequestContext(
    caller,
    {
      em,
      clock: { now: () => new Date() },
      newId: (prefix) => prefix,
      feed: new InProcessFeed(),
      wake: () => {},
    },
    signal,
  );
  const { data, errors = [] } = await execute({ schema, document: parse(source), contextValue, variableValues });
  const log = createLog({ name: 'test', level: 'silent' });
  const shaped = errors.map((error) => shapeError(error, { requestId: 'r', language: 'en' }, log));
  const described = shaped.map(({ path, extensions }): Record<string, unknown> & { path: typeof path } => {
    const { requestId: _, ...rest } = extensions ?? {};
    return { path, ...rest };
  });
  return { data, errors: described };
}

const entities = (references: unknown[], role: Role | null = null) =>
  run(
    'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Secret { id } ... on Open { id } } }',
    role,
    { r: references },
  );

beforeEach(() => {
  resolved = [];
  whileSlow = () => {};
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the auth directives of the schema', () => {
  test('refuse each field before its resolver runs', async () => {
    const all = '{ echo mine admin both { text } secret { text } }';
    expect((await run(all)).errors.map(({ path, code }) => [path?.join('.'), code])).toEqual([
      ['mine', 'UNAUTHENTICATED'],
      ['admin', 'UNAUTHENTICATED'],
      ['both', 'UNAUTHENTICATED'],
      ['secret', 'UNAUTHENTICATED'],
    ]);
    expect(resolved).toEqual(['echo']);
    const { data, errors } = await run(all, 'driver');
    expect(errors).toEqual([{ path: ['admin'], code: 'FORBIDDEN' }]);
    expect(data).toEqual({ echo: 'echo', mine: 'mine', admin: null, both: { text: 'both' }, secret: { text: 'text' } });
    expect((await run(all, 'admin')).errors).toEqual([{ path: ['both'], code: 'FORBIDDEN' }]);
  });

  test('do not affect the other fields of a document', async () => {
    expect((await run('mutation { step refused again: step }')).data).toMatchObject({ refused: null });
  });

  test('are checked before the input', async () => {
    expect((await run('query ($t: String) { admin(text: $t) }', 'driver', { t: '\0' })).errors).toEqual([
      { path: ['admin'], code: 'FORBIDDEN' },
    ]);
  });
});

describe('entities', () => {
  test('are under the rule of their type, and a refused one does not affect the others', async () => {
    const references = ['Open', 'Secret', 'Open'].map((__typename, at) => ({ __typename, id: `x_${at}` }));
    const { data, errors } = await entities(references);
    expect(data?._entities).toEqual([{ __typename: 'Open', id: 'x_0' }, null, { __typename: 'Open', id: 'x_2' }]);
    expect(errors).toEqual([{ path: ['_entities', 1], code: 'UNAUTHENTICATED' }]);
    expect(resolved).toEqual(['Open', 'Open']);
    expect((await entities(references, 'passenger')).errors).toEqual([]);
  });

  test('hide the fields that the viewer is not allowed to see', async () => {
    const hidden = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Open { id hidden } } }';
    const answer = await run(hidden, 'driver', { r: [{ __typename: 'Open', id: 'x_1' }] });
    expect(answer).toEqual({
      data: { _entities: [{ id: 'x_1', hidden: null }] },
      errors: [{ path: ['_entities', 0, 'hidden'], code: 'FORBIDDEN' }],
    });
  });

  test('can be resolved by an interface with a key', async () => {
    expect((await entities([{ __typename: 'Being', id: 'x_1' }])).data?._entities).toEqual([{ __typename: 'Person' }]);
  });

  test('are bounded in number', async () => {
    const references = Array.from({ length: maxEntityReferences + 1 }, () => ({ __typename: 'Open', id: 'x' }));
    expect((await entities(references.slice(1))).errors).toEqual([]);
    expect((await entities(references)).errors).toEqual([
      { path: ['_entities'], code: 'OPERATION_TOO_LARGE', limit: 1_000, actual: 1_001 },
    ]);
  });

  test.each([
    { __typename: 'Nothing', id: 'x_1' },
    { __typename: 'String', id: 'x_1' },
    { __typename: 'Page', id: 'x_1' },
    { __typename: 'Query', id: 'x_1' },
    { __typename: '_Entity', id: 'x_1' },
    { __typename: '__proto__', id: 'x_1' },
    { __typename: 'Open' },
    { __typename: 'Open', id: 7 },
    { id: 'x_1' },
    'Open',
  ])('are refused: %j', async (reference) => {
    expect((await entities([reference])).errors).toEqual([
      { path: ['_entities'], code: 'BAD_USER_INPUT', field: 'representations' },
    ]);
  });
});

describe('a NUL or half a surrogate pair, which the database cannot store,', () => {
  const query = 'query ($text: String, $inner: Inner, $all: [Inner!]) { echo(text: $text, inner: $inner, all: $all) }';
  test.each([
    [{ text: 'a\0' }, 'text'],
    [{ inner: { note: '\0' } }, 'note'],
    [{ inner: { texts: ['a', '\0'] } }, 'texts'],
    [{ all: [{ note: 'a' }, { note: '\0b' }] }, 'note'],
    [{ inner: { any: { deep: [{ down: '\0' }] } } }, 'down'],
    [{ text: 'a\ud800' }, 'text'],
    [{ inner: { texts: ['\ude00\ud83d'] } }, 'texts'],
  ])('in %j is refused, naming %s', async (variables, field) => {
    expect((await run(query, null, variables)).errors).toEqual([{ path: ['echo'], code: 'BAD_USER_INPUT', field }]);
    expect(resolved).toEqual([]);
  });

  test('in a literal is refused too', async () => {
    expect((await run('{ echo(inner: { note: "\\u0000" }) }')).errors).toMatchObject([{ field: 'note' }]);
  });

  test('is the only text that is refused', async () => {
    expect((await run(query, null, { text: 'سلام 😀\n', inner: { any: [null, 1, true] } })).errors).toEqual([]);
  });
});

test('each mutation of a document has a unit of work of its own', async () => {
  units.length = 0;
  expect((await run('mutation { step again: step }')).errors).toEqual([]);
  expect(units).toHaveLength(2);
  expect(units[0]).not.toBe(units[1]);
});

describe('starts no resolver', () => {
  const query = '{ echo slow { text } }';

  test('for a caller that has left', async () => {
    const { data, errors } = await run(query, null, {}, AbortSignal.abort());
    expect(data).toEqual({ echo: null, slow: null });
    expect(errors.map(({ path, code }) => [path?.join(), code])).toEqual([
      ['echo', 'SUBGRAPH_TIMEOUT'],
      ['slow', 'SUBGRAPH_TIMEOUT'],
    ]);
    expect(resolved).toEqual([]);
  });

  test('below a field during which the caller has left', async () => {
    const caller = new AbortController();
    whileSlow = () => caller.abort();
    const { data, errors } = await run(query, null, {}, caller.signal);
    expect(data).toEqual({ echo: 'echo', slow: { text: null } });
    expect(errors).toEqual([{ path: ['slow', 'text'], code: 'SUBGRAPH_TIMEOUT' }]);
    expect(resolved).toEqual(['echo']);
  });

  test('below a field during which the deadline has passed', async () => {
    const { now } = performance;
    whileSlow = () => {
      jest.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + operationTimeout);
    };
    const { data, errors } = await run(query);
    expect(data).toEqual({ echo: 'echo', slow: { text: null } });
    expect(errors).toEqual([{ path: ['slow', 'text'], code: 'SUBGRAPH_TIMEOUT' }]);
  });

  test('for the references of a caller that has left', async () => {
    const { data, errors } = await run(
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
      null,
      { r: [{ __typename: 'Open', id: 'o_1' }] },
      AbortSignal.abort(),
    );
    expect(data?._entities ?? null).toBeNull();
    expect(errors).toEqual([{ path: ['_entities'], code: 'SUBGRAPH_TIMEOUT' }]);
    expect(resolved).toEqual([]);
  });
});
