import { expect, test } from '@jest/globals';
import { Metrics } from '#platform/http/metrics.ts';
import { freePort } from '#test-kit/free-port.ts';
import { until } from '#test-kit/until.ts';
import { startTinySubgraph } from '../testing/tiny-subgraph.ts';
import { SubgraphTransport, upstreamConnections } from './transport.ts';

test('aborts the request with the reason of the signal', async () => {
  const subgraph = await startTinySubgraph({ name: 'slow', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches, 2 ** 30);
  try {
    const received = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    subgraph.handleWith((response) => {
      response.once('close', () => closed.resolve());
      received.resolve();
    });
    const caller = new AbortController();
    const response = transport.post({
      subgraph: 'slow',
      url: new URL(subgraph.url),
      body: '{"query":"{ one }"}',
      headers: {},
      signal: caller.signal,
    });
    const rejected = expect(response).rejects.toThrow('disconnected');
    await received.promise;
    caller.abort(new Error('disconnected'));
    await rejected;
    await closed.promise;
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});

test('counts the requests that wait for a connection, and those that have had one', async () => {
  const subgraph = await startTinySubgraph({ name: 'slow', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches);
  const answers: (() => void)[] = [];
  subgraph.handleWith((response) => void answers.push(() => response.end('{"data":{"one":1}}')));
  try {
    const request = { subgraph: 'slow', url: new URL(subgraph.url), body: '{"query":"{ one }"}', headers: {} };
    const responses = Array.from({ length: upstreamConnections + 3 }, () => transport.post(request));
    await until(() => answers.length === upstreamConnections);
    expect(transport.connectionQueue).toEqual({ waiting: 3, begun: upstreamConnections });
    for (const answer of answers.splice(0)) answer();
    await until(() => answers.length === 3);
    for (const answer of answers) answer();
    await Promise.all(responses);
    expect(transport.connectionQueue).toEqual({ waiting: 0, begun: upstreamConnections + 3 });
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});

test('does not send a request whose signal has already aborted', async () => {
  const subgraph = await startTinySubgraph({ name: 'idle', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches);
  try {
    const signal = AbortSignal.abort(new Error('disconnected'));
    const response = transport.post({ subgraph: 'idle', url: new URL(subgraph.url), body: '{}', headers: {}, signal });
    await expect(response).rejects.toThrow('disconnected');
    expect(subgraph.requests).toEqual([]);
    expect(transport.connectionQueue.waiting).toBe(0);
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});

test('a response that is not GraphQL is SUBGRAPH_UNAVAILABLE, in the metrics too', async () => {
  const subgraph = await startTinySubgraph({ name: 'broken', typeDefs: 'type Query { one: Int }' });
  const metrics = new Metrics('test');
  const fetches = metrics.histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches);
  try {
    const post = () => transport.post({ subgraph: 'broken', url: new URL(subgraph.url), body: '{}', headers: {} });
    subgraph.handleWith((response) => void response.writeHead(502).end('{"message":"bad gateway"}'));
    await expect(post()).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      cause: { message: 'HTTP 502 without a GraphQL response' },
    });
    subgraph.handleWith((response) => void response.writeHead(502).end('<html>'));
    await expect(post()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    const counted = (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('fetches_count'));
    expect(counted).toEqual(['fetches_count{subgraph="broken",outcome="SUBGRAPH_UNAVAILABLE",service="test"} 2']);
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});

test('a time-out may not be repeated, and is the fault of the subgraph if that had all of its time', async () => {
  const subgraph = await startTinySubgraph({ name: 'silent', typeDefs: 'type Query { one: Int }' });
  subgraph.handleWith(() => {});
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches, 50);
  const post = (timeout?: number) => {
    const request = { subgraph: 'silent', url: new URL(subgraph.url), body: '{}', headers: {} };
    return transport.post(timeout === undefined ? request : { ...request, timeout });
  };
  const timedOut = { code: 'SUBGRAPH_TIMEOUT', mayRepeat: false };
  try {
    await expect(post()).rejects.toMatchObject({ ...timedOut, isOfSubgraph: true });
    await expect(post(100)).rejects.toMatchObject({ ...timedOut, isOfSubgraph: true });
    await expect(post(49)).rejects.toMatchObject({ ...timedOut, isOfSubgraph: false });
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});

test('a request without a connection has not arrived, and one that had a connection may have', async () => {
  const subgraph = await startTinySubgraph({ name: 'lost', typeDefs: 'type Query { one: Int }' });
  const fetches = new Metrics('test').histogram('fetches', 'of the test', ['subgraph', 'outcome']);
  const transport = new SubgraphTransport(fetches, 1_000);
  const post = (url = subgraph.url) =>
    transport.post({ subgraph: 'lost', url: new URL(url), body: '{}', headers: {}, timeout: 50 });
  try {
    subgraph.handleWith((response) => void response.destroy());
    await expect(post()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', mayHaveArrived: true });
    subgraph.handleWith(() => {});
    await expect(post()).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT', mayHaveArrived: true });
    const nobody = `http://127.0.0.1:${await freePort()}/graphql`;
    await expect(post(nobody)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', mayHaveArrived: false });
    transport.expire();
    await expect(post()).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT', mayHaveArrived: false });
  } finally {
    await transport.stop();
    await subgraph.stop();
  }
});
