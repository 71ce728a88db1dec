import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { until } from '#test-kit/until.ts';
import { SharedResult } from '../../subscriptions/shared-result.ts';
import { partsOf, type RawStream, type RawStreamOptions, rawStream, resultsOf } from '../../testing/raw-stream.ts';
import { eventStream } from './event-stream.ts';
import { multipart } from './multipart.ts';
import { maxBuffered, ResponseChannel } from './response-channel.ts';

const server = createServer((_request, response) => void responses.push(response));
const responses: ServerResponse[] = [];
const streams: RawStream[] = [];
let url: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(() => {
  for (const each of streams.splice(0)) each.close();
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function open(format = eventStream, options: RawStreamOptions = {}) {
  const requested = rawStream(url, { body: {}, ...options });
  await until(() => responses.length > 0);
  const response = responses.shift() as ServerResponse;
  const formatError = ({ message, originalError }: GraphQLError) => ({ message: originalError?.message ?? message });
  const channel = new ResponseChannel({ response, format, formatError });
  const stream = await requested;
  streams.push(stream);
  return { channel, stream };
}

const result = (data: unknown): SharedResult => new SharedResult(JSON.stringify({ data }));
/** More than the buffers of both ends hold. */
const large = result('x'.repeat(500_000));

async function fill(channel: ResponseChannel): Promise<void> {
  while (channel.buffered < 100_000) {
    channel.next(large);
    // Lets the socket take what it can.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each([
  ['an event stream', eventStream, ':\n\n'],
  ['a multipart response', multipart, '\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql'],
])('%s', (_, format, opening) => {
  test('begins before there is a result, with headers that keep proxies from holding it back', async () => {
    const { stream } = await open(format);
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': format.contentType,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'transfer-encoding': 'chunked',
    });
    expect(stream.headers).not.toHaveProperty('content-encoding');
    await stream.sees(opening);
    expect(stream.text()).toBe(opening);
  });

  test('is encoded once for all channels', async () => {
    const channels = [await open(format), await open(format)];
    const shared = result('shared');
    for (const { channel } of channels) channel.next(shared);
    for (const { stream } of channels) await stream.sees('shared');
    expect(shared.encoded(format, () => Buffer.from('encoded again'))).toEqual(format.encode(shared));
  });

  test('sends nothing after its end', async () => {
    const { channel, stream } = await open(format);
    channel.end();
    channel.next(result('late'));
    channel.end([new GraphQLError('late')]);
    channel.beat();
    channel.leave();
    await until(() => stream.ended() === true);
    expect(stream.text()).toBe(opening + format.ending([]));
  });

  test('is closed when more waits for the client than the bound, and not at the bound', async () => {
    const { channel, stream } = await open(format, { paused: true });
    let ended = false;
    channel.onEnd(() => {
      ended = true;
    });
    await fill(channel);
    const overhead = format.encode(result('')).length + 20;
    channel.next(result('x'.repeat(maxBuffered - channel.buffered - overhead)));
    expect(channel.buffered).toBeGreaterThan(maxBuffered - 100);
    expect(channel.buffered).toBeLessThanOrEqual(maxBuffered);
    expect(stream.ended()).toBe(false);
    channel.next(result('x'.repeat(100)));
    await until(() => ended);
    stream.response.resume();
    await until(() => stream.ended() === 'cut');
  });
});

test('the messages of an event stream are results and the end', async () => {
  const { channel, stream } = await open();
  channel.next(new SharedResult('{"data":"خط\\n\\n\u2028"}'));
  channel.next(result(2));
  channel.end([new GraphQLError('lost')]);
  await until(() => stream.ended() === true);
  expect(resultsOf(stream.text())).toEqual([{ data: 'خط\n\n\u2028' }, { data: 2 }, { errors: [{ message: 'lost' }] }]);
  expect(stream.text().endsWith('\n\nevent: complete\ndata:\n\n')).toBe(true);
});

test('the parts of a multipart response are payloads, and errors end it without one', async () => {
  const { channel, stream } = await open(multipart);
  channel.next(result('\r\n--graphql--\r\n'));
  // The client reads a part as complete at the boundary after it.
  await until(() => stream.text().endsWith('"}}\r\n--graphql'));
  channel.beat();
  channel.end([new GraphQLError('lost')]);
  await until(() => stream.ended() === true);
  expect(partsOf(stream.text())).toEqual([
    { payload: { data: '\r\n--graphql--\r\n' } },
    { payload: null, errors: [{ message: 'lost' }] },
  ]);
  expect(stream.text().endsWith('\r\n--graphql--\r\n')).toBe(true);
});

test('a cut response ends without the end of its subscription', async () => {
  const { channel, stream } = await open();
  channel.next(result(1));
  channel.leave();
  await until(() => stream.ended() === true);
  expect(stream.text()).toBe(':\n\nevent: next\ndata: {"data":1}\n\n');
});

test('an expired session ends the response with UNAUTHENTICATED', async () => {
  const { channel, stream } = await open();
  channel.expire();
  await until(() => stream.ended() === true);
  expect(resultsOf(stream.text())).toEqual([{ errors: [{ message: 'UNAUTHENTICATED' }] }]);
});

describe('a client that reads slowly', () => {
  test('is reported when it has read all that waited, and gets no heartbeat before', async () => {
    const { channel, stream } = await open(eventStream, { paused: true });
    await fill(channel);
    let drained = 0;
    const remove = channel.onDrain(() => drained++);
    const before = channel.buffered;
    channel.beat();
    expect(channel.buffered).toBe(before);
    expect(drained).toBe(0);
    stream.response.resume();
    await until(() => drained === 1);
    expect(channel.buffered).toBe(0);
    remove();
    channel.next(result('after'));
    await stream.sees('after');
    expect(drained).toBe(1);
  });

  test('is reported after a few bytes too', async () => {
    const { channel } = await open();
    let drained = 0;
    channel.onDrain(() => drained++);
    channel.next(result(1));
    expect(channel.buffered).toBeGreaterThan(0);
    await until(() => drained === 1);
  });
});

test('the end is reported once to each listener, also to one that is added after it', async () => {
  for (const end of ['client', 'server'] as const) {
    const { channel, stream } = await open();
    const reported: string[] = [];
    channel.onEnd(() => reported.push('before'));
    if (end === 'client') stream.close();
    else channel.end();
    await until(() => reported.length > 0);
    channel.onEnd(() => reported.push('after'));
    channel.end();
    expect(reported).toEqual(['before', 'after']);
  }
});

test('an expired session ends the response after what was written at the same moment, and nothing follows', async () => {
  const { channel, stream } = await open();
  channel.next(result(1));
  channel.expire();
  channel.next(result(2));
  await until(() => stream.ended() === true);
  expect(resultsOf(stream.text())).toEqual([{ data: 1 }, { errors: [{ message: 'UNAUTHENTICATED' }] }]);
});

test('a client that does not read gets nothing of what waited for it when its session expired', async () => {
  const { channel, stream } = await open(eventStream, { paused: true });
  await fill(channel);
  channel.next(result('waited'));
  channel.expire();
  await new Promise((resolve) => setImmediate(resolve));
  stream.response.resume();
  await until(() => stream.ended() === 'cut');
  expect(stream.text()).not.toContain('waited');
});
