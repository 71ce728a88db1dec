import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startHttpServer } from '#test-kit/http-server.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { subgraphClient } from './graphql-client.ts';
import { operationTimeout, type RequestContext } from './request-context.ts';
import type { SubgraphServer } from './server.ts';
import { startSmallServer } from './testing/small-server.ts';

let server: SubgraphServer;
let resolved = 0;

beforeAll(async () => {
  server = await startSmallServer('type Query { left: Float }', {
    Query: {
      left: (_source: unknown, _args: unknown, { deadline }: RequestContext) => {
        resolved++;
        return deadline.at - performance.now();
      },
    },
  });
});

afterAll(() => server.stop());

const request = (header?: string) =>
  requestGraphQL(server.url, '{ left }', {}, null, header === undefined ? {} : { 'x-deadline-ms': header });

test('a request has the time that its caller still has', async () => {
  const { data } = await request('5000');
  expect(data.left).toBeGreaterThan(0);
  expect(data.left).toBeLessThanOrEqual(5_000);
});

test.each([undefined, `${operationTimeout * 10}`, '', 'x', '1.5', '1e2', '9'.repeat(30), '5000, 1'])(
  'nothing extends or breaks its own time: %s',
  async (header) => {
    const { data } = await request(header);
    expect(data.left).toBeGreaterThan(5_000);
    expect(data.left).toBeLessThanOrEqual(operationTimeout);
  },
);

test.each(['0', '-1', '-5000'])('a request whose time has passed is refused at once: %s', async (header) => {
  resolved = 0;
  const { errors } = await request(header);
  expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ code: 'SUBGRAPH_TIMEOUT', subgraph: 'tiny' }]);
  expect(resolved).toBe(0);
});

test('a call of another subgraph has the time that is left, and is not made without any', async () => {
  const received: unknown[] = [];
  const other = await startHttpServer((incoming, response) => {
    received.push(incoming.headers['x-deadline-ms']);
    response.end('{"data":{"one":1}}');
  });
  const call = subgraphClient('other', other.origin);
  await call({ query: '{ one }', deadline: performance.now() + 3_000 });
  expect(Number(received[0])).toBeGreaterThan(0);
  expect(Number(received[0])).toBeLessThanOrEqual(3_000);
  const late = call({ query: '{ one }', deadline: performance.now() });
  await expect(late).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT', details: { subgraph: 'other' } });
  expect(received).toHaveLength(1);
  await other.stop();
});
