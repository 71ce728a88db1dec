import { expect, test } from '@jest/globals';
import { Metrics } from '#platform/http/metrics.ts';
import { startTinySubgraph } from '../testing/tiny-subgraph.ts';
import { SubgraphTransport } from './subgraph-transport.ts';

test('a request that nobody waits for any more ends with the reason for that', async () => {
  const subgraph = await startTinySubgraph({ name: 'slow', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches, 2 ** 30);
  try {
    const came = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    subgraph.misbehave((response) => {
      response.once('close', () => closed.resolve());
      came.resolve();
    });
    const gone = new AbortController();
    const asked = transport.post({
      subgraph: 'slow',
      url: new URL(subgraph.url),
      body: '{"query":"{ one }"}',
      headers: {},
      signal: gone.signal,
    });
    const outcome = expect(asked).rejects.toThrow('nobody waits');
    await came.promise;
    gone.abort(new Error('nobody waits'));
    await outcome;
    await closed.promise;
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});
