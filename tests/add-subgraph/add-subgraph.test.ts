import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { freePorts } from '#test-kit/free-port.ts';
import { command, killCommands } from '#test-kit/process.ts';
import { copyProject, linkModules } from '#test-kit/project-copy.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { serverUrl, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { databaseNames, databaseVariable } from '../../cli/databases.ts';
import { reviewsFiles } from './reviews-files.ts';

let project: string;
let reviews: TestDatabase;
const databases: TestDatabase[] = [];
const environment: Record<string, string> = {};

beforeAll(async () => {
  project = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-subgraph-'));
  await copyProject(project);
  await linkModules(project);
  for (const name of databaseNames) {
    const database = await testDatabase(name);
    databases.push(database);
    environment[databaseVariable(name)] = database.url;
  }
  reviews = await testDatabase('trips', true);
  databases.push(reviews);
  Object.assign(environment, { DATABASE_URL: serverUrl(), REVIEWS_DATABASE_URL: reviews.url });
});

afterAll(async () => {
  await killCommands();
  for (const database of databases) await database.drop();
  await fs.rm(project, { recursive: true, force: true });
});

/** Runs a command of the copy to its end. */
async function run(...args: string[]): Promise<void> {
  const npm = command('npm', ['run', ...args], environment, { cwd: project });
  expect([args, await npm.exited(), npm.output()]).toEqual([args, 0, expect.anything()]);
}

/** Changes a file of the copy. */
async function edit(file: string, from: string, to: string): Promise<void> {
  const name = path.join(project, file);
  const text = await fs.readFile(name, 'utf8');
  expect(text).toContain(from);
  await fs.writeFile(name, text.replace(from, to));
}

// The steps are those of docs/contributing.md.
test('a fifth subgraph joins the platform by its folder, its migrations and one line of the list', async () => {
  const list = "  auth: { portOffset: 4, database: 'auth' },\n";
  await edit('subgraphs/list.ts', list, `${list}  reviews: { portOffset: 6, database: 'reviews' },\n`);
  for (const [file, text] of Object.entries(reviewsFiles)) {
    await fs.mkdir(path.join(project, path.dirname(file)), { recursive: true });
    await fs.writeFile(path.join(project, file), text);
  }
  await run('migrate', '--', 'create', '--service', 'reviews', '--name', 'init');
  const folder = path.join(project, 'migrations', 'reviews');
  const migration = (await fs.readdir(folder)).find((name) => name !== 'index.ts') as string;
  const claims = `
    this.addSql(\`insert into "messaging"."claims" ("name") select 'outbox ' || part from generate_series(0, 15) as part\`);
    this.addSql(\`insert into "messaging"."claims" ("name") values ('bus')\`);`;
  await edit(
    path.join('migrations', 'reviews', migration),
    '\n  }\n\n  override down',
    `${claims}\n  }\n\n  override down`,
  );
  await run('compose');
  await run('codegen');
  await run('typecheck');

  const [port] = (await freePorts(7)) as [number];
  const platform = command('npm', ['start'], { ...environment, PORT: String(port) }, { cwd: project });
  await platform.prints('Masar Eagle is ready.');
  const url = `http://127.0.0.1:${port}/graphql`;
  const first = await requestGraphQL(url, '{ trips(first: 1) { edges { node { id } } } }');
  const tripId = first.data.trips.edges[0].node.id;
  const client = new pg.Client({ connectionString: reviews.url });
  await client.connect();
  await client.query(
    `insert into reviews (id, created_at, updated_at, trip_id, rating, text) values ('r_1', now(), now(), $1, 5, 'On time.')`,
    [tripId],
  );
  await client.end();

  const { data, errors } = await requestGraphQL(
    url,
    `query ($id: ID!) {
      trip(id: $id) { fromCity reviews { rating text } }
      review(id: "r_1") { rating trip { id availableSeats driver { fullName } } }
    }`,
    { id: tripId },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    trip: { fromCity: expect.any(String), reviews: [{ rating: 5, text: 'On time.' }] },
    review: {
      rating: 5,
      trip: { id: tripId, availableSeats: expect.any(Number), driver: { fullName: expect.any(String) } },
    },
  });
  platform.signalGroup('SIGINT');
  expect([0, 'SIGINT']).toContain(await platform.exited());
}, 180_000);
