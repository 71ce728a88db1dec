import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readManifest } from '../../gateway/admission/persisted/manifest.ts';
import { ThrowawayProject } from '../schema/testing/throwaway-project.ts';
import { publishOperations } from './publish.ts';
import { manifestTarget } from './target.ts';

let printed: string[] = [];

beforeEach(() => {
  printed = [];
  for (const method of ['log', 'error'] as const)
    jest.spyOn(console, method).mockImplementation((...words: unknown[]) => void printed.push(words.join(' ')));
});

afterEach(() => void jest.restoreAllMocks());

test('publishes to a file, whose operations stay', async () => {
  await using project = await ThrowawayProject.create();
  const file = path.join(project.root, 'm.json');
  const target = manifestTarget(file, project.root, undefined);
  expect(await publishOperations(project.root, target, 'add')).toBe(0);
  expect(await publishOperations(project.root, target, 'add')).toBe(0);
  expect(printed).toEqual([
    `published 1 operations to ${file}, 1 of them new`,
    `published 1 operations to ${file}, 0 of them new`,
  ]);
  expect(readManifest(await readFile(file, 'utf8')).map(({ name }) => name)).toEqual(['TripDetails']);
});

test('could not run without a manifest, or when it cannot be written', async () => {
  await using project = await ThrowawayProject.create();
  expect(await publishOperations(project.root, manifestTarget('redis', project.root, undefined), 'add')).toBe(2);
  expect(await publishOperations(project.root, manifestTarget('no/folder.json', project.root, undefined), 'add')).toBe(
    2,
  );
  expect(printed).toEqual([
    expect.stringContaining('name the manifest'),
    expect.stringContaining('the operations could not be published: ENOENT'),
  ]);
});
