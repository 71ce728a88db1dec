import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { startTestGateway } from '#test-kit/gateway.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';
import { composeSupergraph } from './supergraph/compose.ts';
import { codesByPath } from './testing/tiny-graph.ts';
import { startTinySubgraph } from './testing/tiny-subgraph.ts';

test('what still runs a second before the end gets SUBGRAPH_TIMEOUT, and the data that has arrived', async () => {
  const quick = await startTinySubgraph({
    name: 'quick',
    typeDefs: 'type Query { one: Int }',
    resolvers: { Query: { one: () => 1 } },
  });
  const slow = await startTinySubgraph({ name: 'slow', typeDefs: 'type Query { two: Int }' });
  slow.handleWith(() => {});
  const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-stop-'));
  try {
    const supergraph = path.join(folder, 'supergraph.graphql');
    await writeFile(supergraph, composeSupergraph([quick, slow]).supergraphSdl);
    const gateway = await startTestGateway({ settings: { foreign: true, supergraph } });
    const answer = requestGraphQL(gateway.url, '{ one two }');
    await until(() => slow.requests.length === 1);
    const stopped = gateway.stop(performance.now() + 1_200);
    const { data, errors } = await answer;
    expect([data, codesByPath({ errors })]).toEqual([{ one: 1, two: null }, { two: 'SUBGRAPH_TIMEOUT' }]);
    await stopped;
  } finally {
    await Promise.all([quick.stop(), slow.stop()]);
    await rm(folder, { recursive: true });
  }
});
