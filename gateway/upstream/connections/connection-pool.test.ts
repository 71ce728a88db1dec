import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '#test-kit/until.ts';
import { ConnectionPool, type ConnectionPoolOptions } from './connection-pool.ts';
import { httpPost } from './http-post.ts';
import { certificate, key } from './testing/certificate.ts';

/** A connection that the server has accepted. */
interface Accepted {
  socket: net.Socket;
  /** The requests that arrived. */
  requests: string[];
}

const connections = 3;
let server: net.Server;
let accepted: Accepted[];
let pool: ConnectionPool;
/** Called for each request. */
let answer: (connection: Accepted) => void;

const response = (body: string, ...headers: string[]): string =>
  ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...headers, '', body].join('\r\n');
const respond = ({ socket, requests }: Accepted): void => void socket.write(response(`answer ${requests.length}`));

function accept(socket: net.Socket): void {
  const connection: Accepted = { socket, requests: [] };
  accepted.push(connection);
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    connection.requests.push(bytes.toString());
    answer(connection);
  });
}

function poolOf(origin: string, options: Partial<ConnectionPoolOptions> = {}): ConnectionPool {
  const bounds = { connections, connectTimeout: 5_000, idleTimeout: 60_000, maxResponseBytes: 1_000 };
  return new ConnectionPool({ origin: new URL(origin), ...bounds, ...options });
}

const portOf = () => (server.address() as net.AddressInfo).port;

beforeEach(async () => {
  accepted = [];
  answer = respond;
  server = net.createServer(accept).listen(0, '127.0.0.1');
  await once(server, 'listening');
  pool = poolOf(`http://127.0.0.1:${portOf()}`);
});

afterEach(async () => {
  pool.destroy(new Error('the test has ended'));
  for (const { socket } of accepted) socket.destroy();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
});

interface PostOptions {
  body?: string;
  headers?: Record<string, string>;
  timeout?: number;
  signal?: AbortSignal;
  onStart?: () => void;
}

function post({ body = '{}', headers = {}, timeout = 10_000, signal, onStart = () => {} }: PostOptions = {}) {
  const host = `127.0.0.1:${portOf()}`;
  const sent = httpPost(pool, { host, path: '/graphql', body, headers, timeout, signal, onStart });
  sent.catch(() => {});
  return sent;
}

const textOf = async (sent: ReturnType<typeof post>): Promise<string> => (await sent).text;

/** The sockets that are open on the side of the server. */
const open = () => accepted.filter(({ socket }) => !socket.destroyed).length;

describe('a request', () => {
  test('has its head and its body, in bytes', async () => {
    await post({ body: '"é"', headers: { 'x-request-id': 'r' }, timeout: 9_999.1 });
    expect(accepted[0]?.requests[0]?.split('\r\n')).toEqual([
      'POST /graphql HTTP/1.1',
      `host: 127.0.0.1:${portOf()}`,
      'connection: keep-alive',
      'content-type: application/json',
      'accept: application/json',
      'x-request-id: r',
      'x-deadline-ms: 10000',
      'content-length: 4',
      '',
      '"é"',
    ]);
  });

  test.each(['a\r\nb: c', 'a\nb', 'a\0', 'é'])('with the value %j of a header is not sent', async (value) => {
    await expect(post({ headers: { authorization: value } })).rejects.toThrow(
      'an invalid value of the header authorization',
    );
    expect(accepted).toEqual([]);
    // Its timer does not outlive it.
    expect(await textOf(post())).toBe('answer 1');
  });

  test('has headers that cannot change afterwards, because the next one takes the same lines', async () => {
    const headers: Record<string, string> = { 'x-request-id': 'r' };
    await post({ headers });
    expect(() => Object.assign(headers, { 'x-request-id': 's' })).toThrow(TypeError);
  });

  test('over TLS arrives, and not where the certificate is unknown', async () => {
    const secure = tls.createServer({ key, cert: certificate }, accept).listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const { port } = secure.address() as net.AddressInfo;
    const known = tls.getCACertificates('default');
    const before = pool;
    pool = poolOf(`https://localhost:${port}`);
    try {
      await expect(post()).rejects.toThrow('self-signed certificate');
      tls.setDefaultCACertificates([...known, certificate]);
      expect(await textOf(post())).toBe('answer 1');
    } finally {
      tls.setDefaultCACertificates(known);
      pool.destroy(new Error('the test has ended'));
      pool = before;
      for (const { socket } of accepted) socket.destroy();
      await new Promise((resolve) => secure.close(resolve));
    }
  });
});

describe('a connection', () => {
  test('carries one request after another', async () => {
    for (const text of ['answer 1', 'answer 2', 'answer 3']) expect(await textOf(post())).toBe(text);
    expect(accepted).toHaveLength(1);
  });

  test('carries one request at a time, and as many are opened as the bound', async () => {
    answer = () => {};
    let started = 0;
    const sent = Array.from({ length: connections + 2 }, () => post({ onStart: () => started++ }));
    await until(() => accepted.length === connections && accepted.every(({ requests }) => requests.length === 1));
    expect(started).toBe(connections);
    answer = respond;
    for (const each of accepted) respond(each);
    expect((await Promise.all(sent)).map(({ text }) => text).sort()).toEqual([
      ...Array(connections).fill('answer 1'),
      ...Array(2).fill('answer 2'),
    ]);
    expect(accepted).toHaveLength(connections);
  });

  test.each([
    ['that the server will close', response('{}', 'Connection: close')],
    ['that the server keeps for a second', response('{}', 'Keep-Alive: timeout=1')],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
  ])('%s carries one request', async (_which, text) => {
    answer = ({ socket }) => void socket.write(text);
    expect(await textOf(post())).toBe('{}');
    answer = respond;
    expect(await textOf(post())).toBe('answer 1');
    expect(accepted).toHaveLength(2);
  });

  test('that the server has closed is not used', async () => {
    await post();
    accepted[0]?.socket.end();
    await once(accepted[0]?.socket as net.Socket, 'close');
    expect(await textOf(post())).toBe('answer 1');
  });

  test('that is idle for too long is closed before it is used', async () => {
    pool.destroy(new Error('another follows'));
    pool = poolOf(`http://127.0.0.1:${portOf()}`, { idleTimeout: 1 });
    await post();
    const until = performance.now() + 2;
    while (performance.now() < until);
    expect(await textOf(post())).toBe('answer 1');
    expect(accepted).toHaveLength(2);
  });

  test('on which the server sends what nobody has requested is closed', async () => {
    await post();
    accepted[0]?.socket.write(response('a lie'));
    await until(() => open() === 0);
    expect(await textOf(post())).toBe('answer 1');
    answer = ({ socket }) => void socket.write(`${response('{}')}${response('a lie')}`);
    await expect(post()).rejects.toThrow('bytes after the response');
    answer = respond;
    expect(await textOf(post())).toBe('answer 1');
  });
});

describe('a failure', () => {
  test.each<[string, (socket: net.Socket) => void, RegExp]>([
    ['a reset', (socket) => socket.resetAndDestroy(), /ECONNRESET/],
    ['an end', (socket) => socket.end(), /closed/],
    ['an end within the response', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab'), /closed/],
    ['another protocol', (socket) => socket.write('SSH-2.0-OpenSSH\r\n\r\n'), /no response of HTTP/],
  ])('%s rejects its request alone', async (_what, fail, message) => {
    answer = () => {};
    const sent = [post(), post()];
    await until(() => accepted.length === 2 && accepted.every(({ requests }) => requests.length === 1));
    const [failing, other] = accepted as [Accepted, Accepted];
    fail(failing.socket);
    respond(other);
    const results = await Promise.allSettled(sent);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [rejected] = results.filter((each) => each.status === 'rejected');
    expect(String(rejected?.reason)).toMatch(message);
    await until(() => open() === 1);
  });

  test('of a server that does not listen rejects the requests, and later ones arrive', async () => {
    const port = portOf();
    await new Promise((resolve) => server.close(resolve));
    const host = `127.0.0.1:${port}`;
    const send = () =>
      httpPost(pool, { host, path: '/', body: '', headers: {}, timeout: 10_000, signal: undefined, onStart: () => {} });
    const refused = await Promise.allSettled(Array.from({ length: connections + 3 }, send));
    expect(refused.map((each) => each.status === 'rejected' && each.reason.code)).toEqual(
      Array(connections + 3).fill('ECONNREFUSED'),
    );
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect((await send()).text).toBe('answer 1');
  });

  test('a time-out closes the connection, and what waits gets another', async () => {
    answer = () => {};
    const late = Array.from({ length: connections }, () => post({ timeout: 50 }));
    const waiting = post();
    for (const each of late) await expect(each).rejects.toMatchObject({ name: 'TimeoutError' });
    answer = respond;
    await until(() => open() <= connections);
    for (const each of accepted.filter(({ requests }) => requests.length === 1)) respond(each);
    expect(await textOf(waiting)).toBe('answer 1');
  });

  test('a caller that leaves closes the connection, or the place among those that wait', async () => {
    answer = () => {};
    const caller = new AbortController();
    const sent = Array.from({ length: connections + 1 }, () => post({ signal: caller.signal }));
    await until(() => accepted.length === connections);
    caller.abort(new Error('left'));
    for (const each of sent) await expect(each).rejects.toThrow('the request was aborted');
    // At most one, which was opened for the request that waited.
    await until(() => open() <= 1);
    answer = respond;
    expect(await textOf(post())).toBe('answer 1');
  });
});

test('closes after the requests in progress, and accepts no more', async () => {
  answer = () => {};
  const sent = Array.from({ length: connections + 1 }, () => post());
  await until(() => accepted.length === connections && accepted.every(({ requests }) => requests.length === 1));
  let closed = false;
  const closing = pool.close().then(() => {
    closed = true;
  });
  await expect(post()).rejects.toThrow('the connections are closed');
  answer = respond;
  for (const each of accepted) respond(each);
  await Promise.all(sent);
  await closing;
  expect(closed).toBe(true);
  await until(() => open() === 0);
});

test('a pool that is destroyed fails all requests with the error', async () => {
  answer = () => {};
  const sent = Array.from({ length: connections + 1 }, () => post());
  await until(() => accepted.length === connections);
  pool.destroy(new Error('the process stops'));
  for (const each of [...sent, post()]) await expect(each).rejects.toThrow('the process stops');
});
