import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { command } from '#test-kit/process.ts';
import { readManifest } from '../../gateway/admission/persisted/manifest.ts';
import { ThrowawayProject } from '../schema/testing/throwaway-project.ts';

const module = pathToFileURL(path.join(import.meta.dirname, 'command.ts')).href;
const runner = `
  import { operationsCommand } from ${JSON.stringify(module)};
  await operationsCommand(process.cwd()).parseAsync(process.argv.slice(1), { from: 'user' });
`;

async function publish({ root }: ThrowawayProject, ...args: string[]) {
  const evaluated = ['--input-type=module', '--eval', runner, '--', 'publish', ...args];
  const child = command(process.execPath, evaluated, {}, { cwd: root });
  const code = await child.exited();
  return { code, output: child.output() };
}

const manifestOf = async ({ root }: ThrowawayProject) =>
  readManifest(await readFile(path.join(root, 'm.json'), 'utf8'));

test('publishes each operation with its fragments, and keeps those of older clients unless they are replaced', async () => {
  await using project = await ThrowawayProject.create();
  const to = ['--to', 'm.json'];

  expect(await publish(project, ...to)).toEqual({
    code: 0,
    output: `published 1 operations to ${path.join(project.root, 'm.json')}, 1 of them new\n`,
  });
  const [first] = await manifestOf(project);
  expect(first?.name).toBe('TripDetails');
  expect(first?.body).toContain('fragment TripCard on Trip');

  await project.edit('clients/fragments/trip-card.graphql', 'price', 'price status');
  expect((await publish(project, ...to)).output).toContain('1 of them new');
  expect(await manifestOf(project)).toHaveLength(2);
  expect((await publish(project, ...to, '--replace')).output).toContain('0 of them new');
  const [only, ...others] = await manifestOf(project);
  expect([only?.body.includes('status'), others]).toEqual([true, []]);
});

test('exits 1 and publishes nothing when an operation is invalid', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit('clients/fragments/trip-card.graphql', 'price', 'cost');
  const { code, output } = await publish(project, '--to', 'm.json');
  expect([code, output]).toEqual([1, expect.stringContaining('clients/fragments/trip-card.graphql:3  TripDetails  ')]);
  await expect(manifestOf(project)).rejects.toThrow('ENOENT');
});

test.each([
  ['names no manifest', []],
  ['names Redis without a URL', ['--to', 'redis']],
  ['has an unknown option', ['--from', 'x']],
])('exits 2 when it %s', async (_, args) => {
  await using project = await ThrowawayProject.create();
  const { code, output } = await publish(project, ...args);
  expect([code, output]).toEqual([2, expect.stringMatching(/name the manifest|unknown option/)]);
});

test('exits 2 when the manifest is invalid, and leaves it as it is', async () => {
  await using project = await ThrowawayProject.create();
  const file = path.join(project.root, 'm.json');
  await writeFile(file, 'invalid');
  const { code, output } = await publish(project, '--to', 'm.json');
  expect([code, output, await readFile(file, 'utf8')]).toEqual([
    2,
    expect.stringContaining('no valid JSON'),
    'invalid',
  ]);
});
