import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { runningServerPid } from '#platform/embedded-postgres/embedded-postgres.ts';
import { isAlive } from '#platform/run/process-alive.ts';
import { freePorts } from '#test-kit/free-port.ts';
import { childPids, command, killCommands, stopPostgres } from '#test-kit/process.ts';
import { copyProject, linkModules } from '#test-kit/project-copy.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { until } from '#test-kit/until.ts';

let project: string;
let dataDir: string;

beforeAll(async () => {
  project = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-dev-'));
  dataDir = path.join(project, '.data');
  await copyProject(project);
  await linkModules(project);
});

afterEach(async () => {
  await killCommands();
  await stopPostgres(dataDir);
});

afterAll(() => fs.rm(project, { recursive: true, force: true }));

/** Changes a file of the copy. */
async function edit(file: string, from: string, to: string): Promise<void> {
  const name = path.join(project, file);
  const text = await fs.readFile(name, 'utf8');
  expect(text).toContain(from);
  await fs.writeFile(name, text.replace(from, to));
}

test('restarts the platform when a file changes, keeps PostgreSQL running, and stops all of it on Ctrl-C', async () => {
  const [port] = (await freePorts(6)) as [number];
  const url = `http://127.0.0.1:${port}/graphql`;
  const dev = command('npm', ['run', 'dev'], { PORT: String(port) }, { cwd: project });
  await dev.prints('Masar Eagle is ready.');
  const postgres = runningServerPid(dataDir) as number;
  const times = (text: string, count: number) => until(() => dev.output().split(text).length > count, 30_000);
  const expectDescribedAnew = async () => {
    const { data } = await requestGraphQL(url, '{ __type(name: "Seat") { description } trips { totalCount } }');
    expect([data.__type.description, data.trips.totalCount]).toEqual(['Described anew.', expect.any(Number)]);
  };

  await edit('subgraphs/trips/schema.graphql', '"One seat of a trip."', '"Described anew."');
  await times('is ready.', 2);
  await expectDescribedAnew();
  await edit('cli/start/ready-message.ts', 'import', 'import import');
  await times('Failed running', 1);
  await edit('subgraphs/notifications/texts/en.json', '{', '{{');
  await times('Failed running', 2);
  await edit('contract/viewer.ts', 'export', 'export export');
  await times('Failed running', 3);
  await edit('contract/viewer.ts', 'export export', 'export');
  await edit('subgraphs/notifications/texts/en.json', '{{', '{');
  await edit('cli/start/ready-message.ts', 'import import', 'import');
  await times('is ready.', 3);
  await expectDescribedAnew();
  expect(runningServerPid(dataDir)).toBe(postgres);

  const children = descendants(dev.pid);
  expect(children.length).toBeGreaterThanOrEqual(3);
  dev.signalGroup('SIGINT');
  expect([0, 'SIGINT']).toContain(await dev.exited());
  expect([...children, postgres].filter(isAlive)).toEqual([]);
  expect(dev.output()).not.toMatch(/npm error|did not stop in time/);
}, 120_000);

function descendants(pid: number): number[] {
  const children = childPids(pid);
  return [...children, ...children.flatMap(descendants)];
}
