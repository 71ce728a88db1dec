import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { exceededVersionBound, maxSchemaBytes, maxSubgraphs, maxUrl } from './bounds.ts';
import type { NewVersion, VersionSubgraph } from './published-version.ts';
import { listVersions, readVersion } from './read-versions.ts';
import { storeVersion } from './store-version.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase('registry');
  client = await connected();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function connected(): Promise<pg.Client> {
  const each = new pg.Client({ connectionString: database.url });
  await each.connect();
  return each;
}

const subgraph = (name: string, typeDefs: string, url = `http://${name}`): VersionSubgraph => ({ name, url, typeDefs });

const version = (number: number, subgraphs: VersionSubgraph[], more: Partial<NewVersion> = {}): NewVersion => ({
  number,
  publishedAt: new Date(`2031-02-03T04:05:06.0${number}0Z`),
  publishedBy: 'Layla',
  commit: 'c0ffee',
  isDirty: false,
  restoredVersion: null,
  isForced: false,
  subgraphs,
  supergraphSdl: `supergraph ${number}`,
  approvals: null,
  ...more,
});

const first = version(1, [subgraph('trips', 'a'), subgraph('users', 'b')]);
const second = version(2, [subgraph('auth', 'b'), subgraph('trips', 'a2')], {
  isDirty: true,
  approvals: 'changes: []',
});
const third = version(3, [subgraph('auth', 'b'), subgraph('trips', 'a2', 'http://other')], {
  commit: null,
  isForced: true,
  restoredVersion: 1,
});

test('a version is read as it was stored, with the version that published each subgraph', async () => {
  expect(await readVersion(client)).toBeNull();
  for (const each of [first, second, third]) expect(await storeVersion(client, each)).toBe(true);

  const changedIn = (each: NewVersion, ...numbers: number[]) => ({
    ...each,
    subgraphs: each.subgraphs.map((at, index) => ({ ...at, changedIn: numbers[index] })),
  });
  expect(await readVersion(client, 1)).toEqual(changedIn(first, 1, 1));
  expect(await readVersion(client, 2)).toEqual(changedIn(second, 2, 2));
  expect(await readVersion(client)).toEqual(changedIn(third, 2, 3));
  expect(await readVersion(client, 4)).toBeNull();
});

test('texts are stored once', async () => {
  const { rows } = await client.query('select content from published_texts order by 1');
  const contents = ['a', 'a2', 'b', 'changes: []', 'supergraph 1', 'supergraph 2', 'supergraph 3'];
  expect(rows.map(({ content }) => content)).toEqual(contents);
});

test('versions are listed in pages, the newest first, with the subgraphs that they removed', async () => {
  const page = await listVersions(client, { limit: 2, before: null });
  expect(page.map(({ number, removed, subgraphs }) => [number, removed, subgraphs])).toEqual([
    [
      3,
      [],
      [
        { name: 'auth', changedIn: 2 },
        { name: 'trips', changedIn: 3 },
      ],
    ],
    [
      2,
      ['users'],
      [
        { name: 'auth', changedIn: 2 },
        { name: 'trips', changedIn: 2 },
      ],
    ],
  ]);
  const { subgraphs: _, supergraphSdl: __, approvals: ___, ...publication } = first;
  expect(await listVersions(client, { limit: 2, before: 2 })).toEqual([
    {
      ...publication,
      removed: [],
      subgraphs: [
        { name: 'trips', changedIn: 1 },
        { name: 'users', changedIn: 1 },
      ],
    },
  ]);
});

test('of two publishers of one number, one stores its version, and the other nothing', async () => {
  const clients = await Promise.all([1, 2, 3, 4].map(connected));
  const texts = ['x', 'y', 'z'];
  const publish = (each: pg.Client, at: number) =>
    storeVersion(
      each,
      version(
        4,
        texts.toSorted(() => (at % 2) - 0.5).map((text) => subgraph(text, `${text}`)),
        { publishedBy: `${at}` },
      ),
    );
  const stored = await Promise.all(clients.map(publish));
  expect(stored.filter(Boolean)).toHaveLength(1);
  expect((await readVersion(client, 4))?.publishedBy).toBe(`${stored.indexOf(true)}`);
  await Promise.all(clients.map((each) => each.end()));
});

test.each<[string, Partial<NewVersion>, string | null]>([
  [
    'as many subgraphs as the bound',
    { subgraphs: Array.from({ length: maxSubgraphs }, (_, at) => subgraph(`s${at}`, '')) },
    null,
  ],
  [
    'one more',
    { subgraphs: Array.from({ length: maxSubgraphs + 1 }, (_, at) => subgraph(`s${at}`, '')) },
    'more than 200 subgraphs',
  ],
  ['a schema of the bound', { subgraphs: [subgraph('a', 'é'.repeat(maxSchemaBytes / 2))] }, null],
  [
    'a longer one',
    { subgraphs: [subgraph('a', `${'é'.repeat(maxSchemaBytes / 2)}x`)] },
    'the schema of a has more than 2097152 bytes',
  ],
  [
    'a long name',
    { subgraphs: [subgraph('a'.repeat(101), '')] },
    'the name of a subgraph has more than 100 characters',
  ],
  [
    'a long URL',
    { subgraphs: [subgraph('a', '', 'x'.repeat(maxUrl + 1))] },
    'the URL of a has more than 2000 characters',
  ],
  [
    'a long supergraph',
    { supergraphSdl: 'x'.repeat(16 * 1024 * 1024 + 1) },
    'the supergraph has more than 16777216 bytes',
  ],
  ['long approvals', { approvals: 'x'.repeat(maxSchemaBytes + 1) }, 'the approvals have more than 2097152 bytes'],
])('%s: the bounds of a version', (_, part, exceeded) => {
  expect(exceededVersionBound({ ...first, ...part })).toBe(exceeded);
});
