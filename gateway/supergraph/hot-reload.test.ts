import { rename, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLog } from '#platform/log.ts';
import { until } from '#test-kit/until.ts';
import { startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';
import { startTinySubgraph, type TinySubgraph } from '../testing/tiny-subgraph.ts';
import { composeSupergraph } from './compose.ts';

let graph: TinyGraph;
let added: TinySubgraph;
let logged: { level: number; msg: string }[];

beforeEach(async () => {
  logged = [];
  const stream = { write: (line: string) => void logged.push(JSON.parse(line)) };
  graph = await startTinyGraph({
    log: createLog({ name: 'test', level: 'info', stream }),
    subgraphs: [{ name: 'one', typeDefs: 'type Query { one: Int }', resolvers: { Query: { one: () => 1 } } }],
  });
  added = await startTinySubgraph({
    name: 'two',
    typeDefs: 'type Query { two: Int secret: Int @authenticated }',
    resolvers: { Query: { two: () => 2 } },
  });
});

afterEach(async () => {
  await graph.stop();
  await added.stop();
});

const sdlOf = (...subgraphs: TinySubgraph[]) => composeSupergraph(subgraphs).supergraphSdl;
const readiness = async () => {
  const response = await fetch(new URL('/health/ready', graph.url));
  return { status: response.status, checks: Object.keys((await response.json()).checks) };
};

describe('a changed supergraph file', () => {
  test('replaces schema, plans, rules and health checks without failing a request', async () => {
    expect((await graph.request('{ two }')).errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    let running = true;
    const results: unknown[] = [];
    const clients = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (running)
          results.push(
            await graph.request('{ one }').then(
              ({ data }) => data?.one,
              (error) => error,
            ),
          );
      }),
    );
    await writeFile(graph.file, sdlOf(graph.subgraph('one'), added));
    await until(async () => (await graph.request('{ two }')).data?.two === 2);
    running = false;
    await clients;
    expect(results.length).toBeGreaterThan(0);
    expect(new Set(results)).toEqual(new Set([1]));
    expect((await graph.request('{ one two secret }')).data).toEqual({ one: 1, two: 2, secret: null });
    expect(added.requests.map(({ query }) => query).join()).not.toContain('secret');
    expect(await readiness()).toEqual({ status: 200, checks: ['one', 'two'] });

    await writeFile(graph.file, sdlOf(added));
    await until(async () => (await graph.request('{ one }')).errors !== undefined);
    expect(await readiness()).toEqual({ status: 200, checks: ['two'] });
  });

  test('is refused and logged when it is invalid or missing, until it is valid again', async () => {
    const refusals = () => logged.filter(({ level, msg }) => level === 50 && msg === 'invalid supergraph refused');
    await writeFile(graph.file, 'type Query { half: ');
    await until(() => refusals().length === 1);
    expect((await graph.request('{ one }')).data).toEqual({ one: 1 });

    await rm(graph.file);
    await until(() => refusals().length === 2);
    expect((await graph.request('{ one }')).data).toEqual({ one: 1 });

    await writeFile(`${graph.file}.new`, sdlOf(graph.subgraph('one'), added));
    await rename(`${graph.file}.new`, graph.file);
    await until(async () => (await graph.request('{ two }')).data?.two === 2);
  });
});
