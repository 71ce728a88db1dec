import { expect, test } from '@jest/globals';
import { Metrics } from '#platform/http/metrics.ts';
import { startTinySubgraph } from '../testing/tiny-subgraph.ts';
import { SubgraphAnswer, SubgraphTransport } from './transport.ts';

test('a request that nobody waits for any more ends with the reason for that', async () => {
  const subgraph = await startTinySubgraph({ name: 'slow', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches, 2 ** 30);
  try {
    const came = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    subgraph.handleWith((response) => {
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

test('a request for nobody is not sent', async () => {
  const subgraph = await startTinySubgraph({ name: 'unasked', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches);
  try {
    const signal = AbortSignal.abort(new Error('nobody waits'));
    const asked = transport.post({ subgraph: 'unasked', url: new URL(subgraph.url), body: '{}', headers: {}, signal });
    await expect(asked).rejects.toThrow('nobody waits');
    expect(subgraph.requests).toEqual([]);
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});

test('what is no GraphQL is no answer, and is counted as none', async () => {
  const subgraph = await startTinySubgraph({ name: 'broken', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches);
  try {
    const ask = () => transport.post({ subgraph: 'broken', url: new URL(subgraph.url), body: '{}', headers: {} });
    subgraph.handleWith((response) => void response.writeHead(502).end('{"message":"bad gateway"}'));
    await expect(ask()).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      cause: { message: 'HTTP 502 without a GraphQL response' },
    });
    subgraph.handleWith((response) => void response.writeHead(502).end('<html>'));
    await expect(ask()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    const counted = (await fetches.get()).values.filter(({ metricName }) => metricName === 'fetches_count');
    expect(counted.map(({ labels, value }) => [labels.outcome, value])).toEqual([['SUBGRAPH_UNAVAILABLE', 2]]);
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});

test('an answer is read by each as its own', () => {
  const text = '{"data":{"one":1}}';
  const answer = new SubgraphAnswer(JSON.parse(text), text);
  const readings = [answer.read(), answer.read(), answer.read()];
  for (const [at, reading] of readings.entries()) reading.data = { one: at };
  expect(readings).toEqual([{ data: { one: 0 } }, { data: { one: 1 } }, { data: { one: 2 } }]);
  expect(answer.read()).toEqual({ data: { one: 1 } });
});
