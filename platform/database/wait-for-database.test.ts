import net from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { serverUrl, silent } from '#test-kit/templates.ts';
import { ensureDatabase } from './ensure-database.ts';
import { waitForDatabase } from './wait-for-database.ts';
import { withClient } from './with-client.ts';

const password = 'never-shown';
const role = `limited_${process.pid}`;

const onServer = (sql: string) => withClient(serverUrl(), (client) => client.query(sql));
beforeAll(() => onServer(`create role ${role} login password '${password}'`));
afterAll(() => onServer(`drop role ${role}`));

let server: net.Server | undefined;
let connections = 0;

/** Starts a server that answers each connection with an error of PostgreSQL, and returns the URL of a database on it. */
async function refusing(code: string): Promise<string> {
  connections = 0;
  const fields = `SFATAL\0C${code}\0Mno ${password}\0\0`;
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + fields.length);
  server = net.createServer((socket) => {
    connections++;
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)])));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return `postgres://u:${password}@127.0.0.1:${(server.address() as net.AddressInfo).port}/trip`;
}

afterEach(() => {
  server?.close();
  server = undefined;
});

const wait = (url: string, tries: number) =>
  waitForDatabase(url, { tries, seconds: 0 }, silent).then(
    () => 'answers',
    (error: Error) => error.message,
  );
const advice = 'Check DATABASE_URL, or the variable of this database.';
const fault = (at: string, reason: string) => `The database at ${at} cannot be used: ${reason}. ${advice}`;

test.each([
  ['28000', 'the server refuses the user'],
  ['3D000', 'the server has no database postgres'],
])('ends at once with code %s: %s', async (code, reason) => {
  const url = await refusing(code);
  expect(await wait(url, 3)).toBe(fault(new URL(url).host, reason));
  expect(connections).toBe(1);
});

test('waits for a server that accepts no connection yet', async () => {
  const url = await refusing('57P03');
  expect(await wait(url, 3)).toBe(fault(new URL(url).host, 'the server accepts no connection (57P03)'));
  expect(connections).toBe(3);
});

test('names the host and the port that do not answer', async () => {
  const port = await freePort();
  expect(await wait(`postgres://u:${password}@127.0.0.1:${port}/trip`, 1)).toBe(
    fault(`127.0.0.1:${port}`, 'no server answers (ECONNREFUSED)'),
  );
  expect(await wait(`postgres://u:${password}@host.invalid/trip`, 1)).toContain(
    'at host.invalid:5432 cannot be used: no server answers (',
  );
});

test('names the database that the user may not create', async () => {
  const url = new URL(serverUrl());
  Object.assign(url, { username: role, password, pathname: '/missing' });
  await expect(ensureDatabase(url.href)).rejects.toThrow(
    fault(url.host, 'the user may not create the database missing'),
  );
});

test('names no password of a user whom the server refuses', async () => {
  const url = new URL(serverUrl());
  Object.assign(url, { username: role, password: 'wrong' });
  expect(await wait(url.href, 3)).toBe(fault(url.host, 'the server refuses the user or the password'));
});
