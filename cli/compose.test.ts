import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { writeSupergraph } from './compose.ts';

let root: string;
let said: string[];

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'masar-compose-'));
  for (const name of ['users', 'trips', 'notifications', 'auth']) {
    const file = path.join('subgraphs', name, 'schema.graphql');
    await cp(path.join(projectRoot, file), path.join(root, file));
  }
  said = [];
  for (const way of ['log', 'error'] as const) {
    jest.spyOn(console, way).mockImplementation((line: string) => void said.push(line));
  }
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(root, { recursive: true });
});

const supergraph = () => path.join(root, 'supergraph.graphql');

test('the committed supergraph is in step with the subgraphs', async () => {
  expect(await writeSupergraph({ check: true, root: projectRoot })).toBe(0);
  expect(said).toEqual(['supergraph.graphql is in step with subgraphs/*/schema.graphql']);
});

test('what was written is in step', async () => {
  expect(await writeSupergraph({ check: false, root })).toBe(0);
  expect(await writeSupergraph({ check: true, root })).toBe(0);
  expect(await readFile(supergraph(), 'utf8')).toContain('http://127.0.0.1:4004/graphql');
});

test('a supergraph that drifted is told, with what to run, and left as it is', async () => {
  await writeFile(supergraph(), 'type Query { old: Int }\n');

  expect(await writeSupergraph({ check: true, root })).toBe(1);
  expect(said.join()).toContain('npm run compose');
  expect(await readFile(supergraph(), 'utf8')).toBe('type Query { old: Int }\n');
});

test('a supergraph that is not there is a drift', async () => {
  expect(await writeSupergraph({ check: true, root })).toBe(1);
});

test('subgraphs that do not compose leave the supergraph as it was', async () => {
  await writeSupergraph({ check: false, root });
  const before = await readFile(supergraph(), 'utf8');
  await writeFile(path.join(root, 'subgraphs/auth/schema.graphql'), 'type Query { me: Int }\n');

  expect(await writeSupergraph({ check: false, root })).toBe(1);
  expect(said.at(-1)).toContain('"Query.me"');
  expect(await readFile(supergraph(), 'utf8')).toBe(before);
});
