import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Viewer } from '#contract/viewer.ts';
import { Refusal } from '#platform/errors/refusal.ts';
import { shapeError } from '#platform/errors/shape.ts';
import { ConnectionLimit } from '#platform/http/connection-limit.ts';
import { createHttpApp } from '#platform/http/graphql-app.ts';
import { Metrics } from '#platform/http/metrics.ts';
import { Drain } from '#platform/run/drain.ts';
import type { AccessEnd } from '#platform/security/session-watch.ts';
import { silent } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import type { OperationRequest } from '../../run-operation.ts';
import type { Channel } from '../../subscriptions/channel.ts';
import { accepts, type RawStream, type RawStreamOptions, rawStream, resultsOf } from '../../testing/raw-stream.ts';
import { SubscriptionStreams, type SubscriptionStreamsOptions } from './subscription-streams.ts';

type Subscribe = SubscriptionStreamsOptions['hub']['subscribe'];
type OnSessionEnd = SubscriptionStreamsOptions['sessions']['onEnd'];

const viewer = { id: 'p1', role: 'passenger', sid: 's1' } as Viewer;

/** A subscription that `subscribe` was called for. It is pending until `start` or `fail` is called. */
interface Started {
  channel: Channel;
  start(): void;
  fail(error: Error): void;
  refuse(errors: readonly GraphQLError[]): void;
  unsubscribed: boolean;
}

let app: FastifyInstance;
let metrics: Metrics;
let url: string;
let served: SubscriptionStreams;
let drain: Drain;
let isAccepted: boolean;
let currentViewer: Viewer | null = null;
const started: Started[] = [];
const sessionListeners = new Set<(end: AccessEnd) => void>();
const streams: RawStream[] = [];

const subscribe: Subscribe = (_request, channel) => {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Subscribe>>>();
  const unsubscribe = () => {
    state.unsubscribed = true;
  };
  const state: Started = {
    channel,
    unsubscribed: false,
    start: () => resolve({ unsubscribe }),
    fail: reject,
    refuse: (errors) => resolve({ errors }),
  };
  started.push(state);
  return promise;
};

const onSessionEnd: OnSessionEnd = (_viewer, listener) => {
  sessionListeners.add(listener);
  return () => void sessionListeners.delete(listener);
};

beforeAll(async () => {
  app = createHttpApp({ log: silent, trustedProxies: ['127.0.0.1'] });
  metrics = new Metrics('test');
  metrics.observe(app);
  app.post('/', async (_request, reply) => {
    const scope = { requestId: 'r1', language: 'en' };
    const request = { context: { viewer: currentViewer, scope } } as OperationRequest;
    isAccepted = served.serve(request, reply, 'text/event-stream');
    return isAccepted ? reply : reply.code(429).send('');
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

beforeEach(() => {
  currentViewer = null;
  drain = new Drain(0);
  serve({ perProcess: 100, perAddress: 2 }, onSessionEnd);
});

afterEach(async () => {
  for (const each of streams.splice(0)) each.close();
  await until(() => served.live() === 0 && sessionListeners.size === 0);
  started.length = 0;
});

afterAll(() => app.close());

function serve(bounds: { perProcess: number; perAddress: number }, sessions: OnSessionEnd): void {
  const formatError = (error: unknown) => shapeError(error, { requestId: 'r1', language: 'en' }, silent);
  served = new SubscriptionStreams({
    hub: { subscribe },
    sessions: { onEnd: sessions },
    drain,
    limit: new ConnectionLimit(bounds),
    formatError,
  });
}

async function open(options: RawStreamOptions = {}): Promise<RawStream> {
  const stream = await rawStream(url, { headers: { accept: accepts.eventStream }, ...options });
  streams.push(stream);
  return stream;
}

async function openOne(): Promise<{ stream: RawStream; subscription: Started }> {
  const stream = await open();
  return { stream, subscription: started.at(-1) as Started };
}

const codesOf = (text: string) =>
  (resultsOf(text) as { errors: { extensions: { code: string } }[] }[]).flatMap(({ errors }) =>
    errors.map(({ extensions }) => extensions.code),
  );

test('the headers arrive before the subscription has started, with those of the app', async () => {
  const { stream, subscription } = await openOne();
  expect(stream.headers).toMatchObject({ 'x-request-id': expect.any(String), 'content-type': expect.any(String) });
  subscription.start();
  subscription.channel.end();
  await until(() => stream.ended() === true);
  expect(subscription.unsubscribed).toBe(true);
});

describe('a subscription that cannot run', () => {
  test('is its errors as a result, and complete', async () => {
    const { stream, subscription } = await openOne();
    subscription.refuse([new GraphQLError('x', { extensions: { code: 'FORBIDDEN' } })]);
    await until(() => stream.ended() === true);
    expect(codesOf(stream.text())).toEqual(['FORBIDDEN']);
    expect(stream.text()).toContain('event: complete');
  });

  test('because it throws is its code, and nothing internal', async () => {
    const first = await openOne();
    first.subscription.fail(new Refusal('OPERATION_NOT_ALLOWED'));
    const second = await openOne();
    second.subscription.fail(new Error('db.internal'));
    await until(() => first.stream.ended() === true && second.stream.ended() === true);
    expect(codesOf(first.stream.text())).toEqual(['OPERATION_NOT_ALLOWED']);
    expect(codesOf(second.stream.text())).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(second.stream.text()).not.toContain('db.internal');
  });
});

describe('a client that leaves', () => {
  test('ends its subscription', async () => {
    const { stream, subscription } = await openOne();
    subscription.start();
    stream.close();
    await until(() => subscription.unsubscribed);
    expect(served.live()).toBe(0);
  });

  test('before the subscription has started ends it when it starts', async () => {
    const { stream, subscription } = await openOne();
    stream.close();
    await until(() => served.live() === 0);
    expect(subscription.unsubscribed).toBe(false);
    subscription.start();
    await until(() => subscription.unsubscribed);
  });
});

test('a drain ends every response, and each that starts after it', async () => {
  const { stream, subscription } = await openOne();
  subscription.start();
  await drain.stop();
  await until(() => stream.ended() === true && subscription.unsubscribed);
  const late = await openOne();
  late.subscription.start();
  await until(() => late.stream.ended() === true && late.subscription.unsubscribed);
});

describe('the end of a session', () => {
  test('ends the subscription at once, with UNAUTHENTICATED as the last message', async () => {
    currentViewer = viewer;
    const { stream, subscription } = await openOne();
    subscription.start();
    // The subscription has started.
    await until(() => started.length === 1);
    for (const listener of sessionListeners) listener('revoked');
    await until(() => stream.ended() === true && subscription.unsubscribed);
    expect(codesOf(stream.text())).toEqual(['UNAUTHENTICATED']);
    expect(sessionListeners.size).toBe(0);
  });

  test('that is already known ends the response as soon as it is open', async () => {
    let removed = 0;
    serve({ perProcess: 100, perAddress: 2 }, (_viewer, listener) => {
      listener('revoked');
      return () => removed++;
    });
    currentViewer = viewer;
    const { stream, subscription } = await openOne();
    subscription.start();
    await until(() => stream.ended() === true && subscription.unsubscribed);
    expect(codesOf(stream.text())).toEqual(['UNAUTHENTICATED']);
    expect(removed).toBe(1);
  });

  test('is not awaited for an anonymous viewer', async () => {
    await openOne();
    expect(sessionListeners.size).toBe(0);
  });
});

describe('the bound of connections', () => {
  test('is refused above, and free again when a response has closed', async () => {
    const [first] = [await openOne(), await openOne()];
    const refused = await open();
    expect([refused.status, isAccepted, started.length]).toEqual([429, false, 2]);
    first.stream.close();
    await until(async () => (await open()).status === 200);
  });

  test('counts the address that a trusted proxy forwards', async () => {
    serve({ perProcess: 100, perAddress: 1 }, onSessionEnd);
    const statuses = [];
    for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.1']) {
      statuses.push((await open({ headers: { 'x-forwarded-for': address } })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });
});

test('stopping ends every response without the end of its subscription, and those that open later', async () => {
  const before = await openOne();
  before.subscription.start();
  await served.stop();
  const after = await openOne();
  after.subscription.start();
  for (const { stream, subscription } of [before, after]) {
    await until(() => stream.ended() === true && subscription.unsubscribed);
    expect(stream.text()).toBe(':\n\n');
  }
});

test('a stream is not in the durations of requests', async () => {
  const { stream, subscription } = await openOne();
  subscription.channel.end();
  await until(() => stream.ended() === true);
  serve({ perProcess: 0, perAddress: 0 }, onSessionEnd);
  expect((await open()).status).toBe(429);
  await until(async () => (await metrics.registry.metrics()).includes('status="429"'));
  expect(await metrics.registry.metrics()).not.toContain('status="200"');
});
