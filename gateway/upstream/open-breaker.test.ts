import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { codesByPath, startTinyGraph, type TinyGraph } from '../testing/tiny-graph.ts';
import { defaultUpstream } from './settings.ts';

const breaker = { failureShare: 0.5, minRequests: 5, openTime: 1_000 };
let graph: TinyGraph;

beforeAll(async () => {
  graph = await startTinyGraph({
    settings: { upstream: { ...defaultUpstream, breaker } },
    subgraphs: [
      { name: 'facts', typeDefs: 'type Query { pulse: String }', resolvers: { Query: { pulse: () => 'alive' } } },
      { name: 'other', typeDefs: 'type Query { one: Int }', resolvers: { Query: { one: () => 1 } } },
    ],
  });
});

afterAll(() => graph.stop());

async function metric(line: RegExp): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', graph.url))).text();
  return Number(line.exec(metrics)?.[1]);
}

const state = () => metric(/^subgraph_breaker_state\{[^}]*"facts"[^}]*\} (\d)$/m);

test('a subgraph that fails gets no requests for a time, even after the supergraph changed, and then all again', async () => {
  const facts = graph.subgraph('facts');
  facts.handleWith((response) => void response.socket?.destroy());
  await until(async () => {
    await graph.request('{ pulse }');
    return (await state()) === 2;
  });
  const { length } = facts.requests;
  expect(length).toBeGreaterThanOrEqual(breaker.minRequests);
  expect(await metric(/^subgraph_retries_total\{[^}]*"facts"[^}]*"failed"[^}]*\} (\d+)$/m)).toBeGreaterThan(0);

  await writeFile(graph.file, (await readFile(graph.file, 'utf8')).replace('one: Int', '"""Changed."""\n  one: Int'));
  await until(async () => {
    const { data } = await graph.request('{ __type(name: "Query") { fields { description } } }');
    return JSON.stringify(data).includes('Changed.');
  });
  facts.handleWith(null);
  facts.requests.length = 0;
  // The first of these may be late enough to be the trial.
  const { data, errors } = await graph.request('{ pulse one }');
  if (data.pulse === null) expect(codesByPath({ errors })).toEqual({ pulse: 'SUBGRAPH_UNAVAILABLE' });
  expect(facts.requests.length).toBe(data.pulse === null ? 0 : 1);
  expect(data.one).toBe(1);

  await until(async () => (await graph.request('{ pulse }')).data.pulse === 'alive');
  expect(await state()).toBe(0);
});
