import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { ThrowawayProject } from '../testing/throwaway-project.ts';

const trips = 'subgraphs/trips/schema.graphql';
const command = pathToFileURL(path.join(import.meta.dirname, 'command.ts')).href;
const runner = `
  import { schemaLintCommand } from ${JSON.stringify(command)};
  await schemaLintCommand(process.cwd()).parseAsync(process.argv.slice(1), { from: 'user' });
`;

async function schemaLint(project: ThrowawayProject, ...args: string[]) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', runner, '--', ...args], {
    cwd: project.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

test('exits 0 if what changed is fine', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, '  driver: Driver', '  "Free seats."\n  seats: Int\n  driver: Driver');

  const { code, out, err } = await schemaLint(project);

  expect(err).toBe('');
  expect(out).toMatch(/^0 faults in what changed in the schemas of trips since [0-9a-f]{12}\n$/);
  expect(code).toBe(0);
});

test('exits 1 with each fault on a line, and its place and rule', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit(trips, '  driver: Driver', '  "Such as `bus`."\n  tags: [String!]!\n  driver: Driver');

  const { code, out } = await schemaLint(project);

  expect(out.split('\n')).toEqual([
    `${trips}:11:3  Trip.tags is a list without @listSize: its cost is unknown  masar/list-size`,
    expect.stringMatching(/^1 fault in what changed/),
    '',
  ]);
  expect(code).toBe(1);
});

test('exits 2 with the reason if it could not run', async () => {
  await using project = await ThrowawayProject.create();

  const [noCommit, noOption, both] = await Promise.all([
    schemaLint(project, '--base', 'elsewhere', '--format', 'json'),
    schemaLint(project, '--bass', 'main'),
    schemaLint(project, '--all', '--base', 'main'),
  ]);

  expect(noCommit.err).toContain('schema lint could not run: no commit "elsewhere"');
  expect(JSON.parse(noCommit.out)).toMatchObject({ outcome: 'could-not-run', ok: false });
  expect([noCommit.code, noOption.code, both.code]).toEqual([2, 2, 2]);
});
