import { afterEach, expect, test } from '@jest/globals';
import { startHttpServer } from '#test-kit/http-server.ts';
import { SubgraphStates } from './subgraph-states.ts';

const servers: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** A subgraph that answers each path with a status and a body, and counts its requests. */
async function subgraph(answers: Record<string, [status: number, body: unknown]>) {
  const paths: string[] = [];
  const server = await startHttpServer((request, response) => {
    const path = request.url ?? '';
    paths.push(path);
    const [status, body] = answers[path] ?? [404, { errors: [{ message: 'nothing here' }] }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server);
  return { url: `${server.origin}/graphql`, paths };
}

function states(byName: Record<string, string>): SubgraphStates {
  const urls = new Map(Object.entries(byName));
  return new SubgraphStates(() => urls);
}

test('shows each subgraph as it reports itself, its database included', async () => {
  const database = (status: 'up' | 'down') => ({ status, checks: { database: { status } } });
  const up = await subgraph({ '/health/ready': [200, database('up')] });
  const down = await subgraph({ '/health/ready': [503, database('down')] });
  const draining = await subgraph({ '/health/ready': [503, { status: 'draining' }] });
  const production = await subgraph({ '/health/ready': [200, { status: 'up' }] });
  const gone = await subgraph({});
  await servers.pop()?.stop();
  const all = { up, down, draining, production, gone };
  const urls = Object.fromEntries(Object.entries(all).map(([name, { url }]) => [name, url]));
  expect(await states(urls).report()).toEqual({
    status: 'down',
    checks: {
      up: database('up'),
      down: database('down'),
      draining: { status: 'down' },
      production: { status: 'up' },
      gone: { status: 'down' },
    },
  });
});

test('asks a subgraph without a report for an answer to a query', async () => {
  const answering = await subgraph({ '/graphql': [200, { data: { __typename: 'Query' } }] });
  const other = await subgraph({ '/health/ready': [200, { status: 'pass' }], '/graphql': [200, { data: {} }] });
  const report = await states({ answering: answering.url, other: other.url }).report();
  expect(report.checks).toEqual({ answering: { status: 'up' }, other: { status: 'up' } });
});

test('concurrent and soon repeated reports are one request to each subgraph', async () => {
  const { url, paths } = await subgraph({ '/health/ready': [200, { status: 'up' }] });
  const shared = states({ one: url });
  await Promise.all(Array.from({ length: 100 }, () => shared.report()));
  await shared.report();
  expect(paths).toEqual(['/health/ready']);
});
