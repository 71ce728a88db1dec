import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { watch } from '#test-kit/watch.ts';
import type { SubgraphServer } from './server.ts';
import { startSmallServer } from './testing/small-server.ts';

const start = (production: boolean): Promise<SubgraphServer> =>
  startSmallServer(
    'type Query { hello: String }',
    { Query: { hello: () => 'hello' } },
    {} as EntityManager,
    production,
  );

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[] | undefined;
}

async function overWebSocket(url: string, query: string): Promise<Answer> {
  const watching = watch(url, query);
  try {
    await until(() => watching.ended() !== null);
    const ended = watching.ended();
    if (ended === null || ended === 'complete') return watching.events[0] as Answer;
    return { errors: ended.error as NonNullable<Answer['errors']> };
  } finally {
    await watching.stop();
  }
}

describe.each([
  ['HTTP', (url: string, query: string): Promise<Answer> => requestGraphQL(url, query)],
  ['WebSocket', overWebSocket],
])('over %s', (_, send) => {
  let hidden: SubgraphServer;
  let shown: SubgraphServer;

  beforeAll(async () => {
    [hidden, shown] = await Promise.all([start(true), start(false)]);
  });

  afterAll(async () => {
    await Promise.all([hidden.stop(), shown.stop()]);
  });

  test.each(['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }', '{ _service { sdl } }'])(
    'a subgraph in production refuses %s',
    async (query) => {
      expect((await send(shown.url, query)).errors).toBeUndefined();
      const { data, errors } = await send(hidden.url, query);
      expect([data ?? null, errors?.map(({ extensions }) => extensions.code)]).toEqual([
        null,
        ['OPERATION_NOT_ALLOWED'],
      ]);
    },
  );

  test('it suggests no names, and runs what selects none of it', async () => {
    expect((await send(shown.url, '{ helo }')).errors?.[0]?.message).toMatch(/Did you mean "hello"/);
    const [refused] = (await send(hidden.url, '{ helo }')).errors ?? [];
    expect(refused?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(refused?.message).not.toMatch(/Did you mean|"hello"/);
    expect((await send(hidden.url, '{ __typename hello }')).data).toEqual({ __typename: 'Query', hello: 'hello' });
  });
});
