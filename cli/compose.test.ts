import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { writeSupergraph } from './compose.ts';

let root: string;
let printed: string[];

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'masar-compose-'));
  for (const name of ['users', 'trips', 'notifications', 'auth']) {
    const file = path.join('subgraphs', name, 'schema.graphql');
    await cp(path.join(projectRoot, file), path.join(root, file));
  }
  printed = [];
  for (const method of ['log', 'error'] as const) {
    jest.spyOn(console, method).mockImplementation((line: string) => void printed.push(line));
  }
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(root, { recursive: true });
});

const supergraph = () => path.join(root, 'supergraph.graphql');

test('finds the committed supergraph in step with the subgraphs', async () => {
  expect(await writeSupergraph({ check: true, root: projectRoot })).toBe(0);
  expect(printed).toEqual(['supergraph.graphql is in step with subgraphs/*/schema.graphql']);
});

test('finds the supergraph that it wrote in step', async () => {
  expect(await writeSupergraph({ check: false, root })).toBe(0);
  expect(await writeSupergraph({ check: true, root })).toBe(0);
  expect(await readFile(supergraph(), 'utf8')).toContain('http://127.0.0.1:4004/graphql');
});

test('reports a supergraph that differs, with the command to run, and does not change it', async () => {
  await writeFile(supergraph(), 'type Query { old: Int }\n');

  expect(await writeSupergraph({ check: true, root })).toBe(1);
  expect(printed.join()).toContain('npm run compose');
  expect(await readFile(supergraph(), 'utf8')).toBe('type Query { old: Int }\n');
});

test('reports a missing supergraph', async () => {
  expect(await writeSupergraph({ check: true, root })).toBe(1);
});

test('does not change the supergraph if the subgraphs do not compose', async () => {
  await writeSupergraph({ check: false, root });
  const before = await readFile(supergraph(), 'utf8');
  await writeFile(path.join(root, 'subgraphs/auth/schema.graphql'), 'type Query { me: Int }\n');

  expect(await writeSupergraph({ check: false, root })).toBe(1);
  expect(printed.at(-1)).toContain('"Query.me"');
  expect(await readFile(supergraph(), 'utf8')).toBe(before);
});
