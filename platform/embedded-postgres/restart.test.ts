import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort } from '#test-kit/free-port.ts';
import { until } from '#test-kit/until.ts';
import { createLog } from '../log.ts';
import { type EmbeddedPostgres, runningServerPid, startEmbeddedPostgres } from './embedded-postgres.ts';
import { TooManyRestarts } from './restarts.ts';
import { killServer, serverPid, Workspace } from './testing/workspace.ts';

let workspace: Workspace;
let dataDir: string;
let postgres: EmbeddedPostgres;
let messages: string[];
let failures: Error[];

beforeEach(async () => {
  workspace = new Workspace();
  dataDir = workspace.dataDir();
  [messages, failures] = [[], []];
  const write = (line: string) => void messages.push(JSON.parse(line).msg);
  postgres = await startEmbeddedPostgres({
    dataDir,
    port: await freePort(),
    durable: false,
    log: createLog({ name: 'test', level: 'info', stream: { write } }),
    onFailure: (error) => void failures.push(error),
  });
});

afterEach(async () => {
  await postgres.stop();
  await workspace.cleanUp();
});

/** Waits until the platform has started the server again so many times. */
const restarted = (times: number) =>
  until(() => messages.filter((message) => message === 'PostgreSQL is up again').length === times);

test('starts the server again on its port, with its data, when it was killed while clients were connected', async () => {
  const client = await workspace.connect(postgres.url);
  await client.query('create table kept as select 42 as answer');
  const before = serverPid(dataDir);
  await killServer(dataDir);
  await restarted(1);
  expect(serverPid(dataDir)).not.toBe(before);
  const { rows } = await (await workspace.connect(postgres.url)).query('select answer from kept');
  expect(rows).toEqual([{ answer: 42 }]);
  expect(failures).toEqual([]);
});

test('holds the platform lock on the new server, and stops it in the end', async () => {
  await killServer(dataDir);
  await restarted(1);
  const second = workspace.startPlatform(dataDir, await freePort());
  expect(await second.next()).toMatchObject({ event: 'refused', name: 'PlatformAlreadyRunning' });
  await postgres.stop();
  expect(runningServerPid(dataDir)).toBeUndefined();
});

test('gives up when the server ends a sixth time within a minute', async () => {
  for (let times = 1; times <= 5; times++) {
    await killServer(dataDir);
    await restarted(times);
  }
  await killServer(dataDir);
  await until(() => failures.length > 0);
  expect(failures).toEqual([expect.any(TooManyRestarts)]);
  expect(failures[0]?.message).toContain('postgres.log');
  await postgres.stop();
  expect(runningServerPid(dataDir)).toBeUndefined();
});

test('does not start the server again once it is asked to stop', async () => {
  await killServer(dataDir);
  await restarted(1);
  await killServer(dataDir);
  await postgres.stop();
  expect(runningServerPid(dataDir)).toBeUndefined();
  await restarted(1);
});
