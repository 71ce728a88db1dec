import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { runningServerPid } from '#platform/embedded-postgres/embedded-postgres.ts';
import { isAlive } from '#platform/run/process-alive.ts';
import { freePorts } from '#test-kit/free-port.ts';
import { command, killCommands, pathWithoutProjectNode, stopPostgres } from '#test-kit/process.ts';
import { copyProject } from '#test-kit/project-copy.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { lastPortOffset } from '../../subgraphs/list.ts';

let folder: string | undefined;

afterEach(async () => {
  await killCommands();
  if (!folder) return;
  for (const dataDir of await dataDirsBelow(folder)) await stopPostgres(dataDir);
  await fs.rm(folder, { recursive: true, force: true });
});

/** The data folders of the platform in the clone and of its tests. */
async function dataDirsBelow(parent: string): Promise<string[]> {
  const temporary = path.join(parent, 'temporary');
  const names = await fs.readdir(temporary).catch(() => []);
  return [path.join(parent, 'clone', '.data'), ...names.map((name) => path.join(temporary, name))];
}

/** Copies the project into a folder that only its owner may enter. */
async function freshCopy(): Promise<string> {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-fresh-'));
  await fs.chmod(folder, 0o700);
  const clone = path.join(folder, 'clone');
  await copyProject(clone);
  return clone;
}

test('npm start and npm test work in a fresh clone', async () => {
  const cwd = await freshCopy();
  const temporary = path.join(path.dirname(cwd), 'temporary');
  await fs.mkdir(temporary);
  const environment = { PATH: pathWithoutProjectNode(), TMPDIR: temporary };
  const install = command('npm', ['ci', '--prefer-offline', '--no-audit'], environment, { cwd });
  expect([await install.exited(), install.output()]).toEqual([0, expect.anything()]);

  const [port] = await freePorts(lastPortOffset + 1);
  const start = command('npm', ['start'], { ...environment, PORT: String(port) }, { cwd });
  await start.prints('Masar Eagle is ready.', 60_000);
  const { data } = await requestGraphQL(`http://127.0.0.1:${port}/graphql`, '{ trips { totalCount } }');
  expect(data.trips.totalCount).toBeGreaterThanOrEqual(10);
  const postgres = runningServerPid(path.join(cwd, '.data')) as number;
  start.signalGroup('SIGINT');
  // npm ends by the signal after the platform has exited, and reports a failure of the platform.
  expect([0, 'SIGINT']).toContain(await start.exited());
  expect(start.output()).not.toContain('npm error');
  expect(isAlive(postgres)).toBe(false);

  const tests = command('npm', ['test', '--', 'platform/errors', 'subgraphs/trips/resolvers/references'], environment, {
    cwd,
  });
  expect([await tests.exited(), tests.output()]).toEqual([0, expect.stringMatching(/^Tests: +[1-9]\d* passed/m)]);
}, 180_000);
