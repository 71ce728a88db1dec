import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { startTestGateway } from '#test-kit/gateway.ts';
import { requestGraphQL } from '#test-kit/subgraph.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { composeSupergraph, readSubgraphSchemas } from '../../../gateway/supergraph/compose.ts';
import { checkSchema } from '../check/check-schema.ts';
import { reportAs } from '../report/report.ts';
import { ThrowawayProject } from '../testing/throwaway-project.ts';
import { addTrafficOptions } from './options.ts';
import { trafficReader } from './traffic-reader.ts';

const trips = 'subgraphs/trips/schema.graphql';
const today = new Date().toISOString().slice(0, 10);

let project: ThrowawayProject;
let database: TestDatabase;

/** What clients have sent to a gateway of the base. Its subgraphs are away, which does not matter to what is counted. */
beforeAll(async () => {
  database = await testDatabase('registry');
  project = await ThrowawayProject.create();
  await project.edit(
    trips,
    'enum TripStatus',
    'enum Order { PRICE TIME }\ninput Near { city: String radius: Int }\nenum TripStatus',
  );
  await project.edit(
    trips,
    'trips(first: Int! = 20)',
    'trips(first: Int! = 20, near: Near, order: Order, now: Boolean)',
  );
  await project.edit(trips, 'description: String', 'description: String note: String');
  await project.commit();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-traffic-'));
  const supergraph = path.join(folder, 'supergraph.graphql');
  await writeFile(supergraph, composeSupergraph(await readSubgraphSchemas(project.root)).supergraphSdl);
  const gateway = await startTestGateway({
    settings: {
      foreign: true,
      supergraph,
      usage: { registry: { url: database.url }, interval: 60_000, retentionDays: 90 },
    },
  });
  const send = (client: string, times: number, query: string, variables = {}) => {
    const [name = '', version = ''] = client.split('@');
    const headers = { 'apollographql-client-name': name, 'apollographql-client-version': version };
    return Promise.all(
      Array.from({ length: times }, () => requestGraphQL(gateway.url, query, variables, null, headers)),
    );
  };
  await send('mobile@1.4', 18, 'query TripNote($id: ID!) { trip(id: $id) { note } }', { id: '1' });
  await send('internal-tool@7', 1, '{ trips { description } }');
  const near = 'query Near($near: Near, $order: Order) { trips(near: $near, order: $order) { id } }';
  await send('web@3', 1, near, { near: { city: 'Riyadh' }, order: 'TIME' });
  await gateway.stop();
  await rm(folder, { recursive: true });
});

afterAll(async () => {
  await project[Symbol.asyncDispose]();
  await database.drop();
});

/** Checks one edit of the schema of trips with these options of the command, and returns what it says. */
async function check(from: string, to: string, ...args: string[]): Promise<string> {
  const command = addTrafficOptions(new Command()).parse(args, { from: 'user' });
  const readTraffic = trafficReader({ REGISTRY_DATABASE_URL: database.url }, command.opts());
  const original = await readFile(path.join(project.root, trips), 'utf8');
  await project.edit(trips, from, to);
  try {
    const result = await checkSchema(project.root, { base: 'main', readTraffic });
    const report = reportAs('text', result);
    expect(report.endsWith('\nFine.')).toBe(result.ok);
    return report.slice(report.indexOf('Breaking'));
  } finally {
    await project.write(trips, original);
  }
}

const report = (change: string, remarks: string[], verdict: string): string =>
  [
    'Breaking: clients that use it fail (1)',
    `  ${change}`,
    ...remarks.map((line) => `      ${line}`),
    '',
    'Client operations: all 1 are valid, can be planned, and lose no field.',
    '',
    verdict,
  ].join('\n');

const removedNote = "Trip.note  FIELD_REMOVED  Field 'note' was removed from object type 'Trip'";

test('a break that nobody uses passes', async () => {
  expect(await check('now: Boolean', '', '--days', '1')).toEqual(
    report(
      "Query.trips(now:)  FIELD_ARGUMENT_REMOVED  Argument 'now: Boolean' was removed from field 'Query.trips'",
      [`no request since ${today} uses it`],
      'Fine.',
    ),
  );
});

test('a break that clients use fails, and names the client, its version, the operation and how often', async () => {
  expect(await check('note: String', '')).toEqual(
    report(
      removedNote,
      [`used by 18 requests since ${today} (90 %):`, '  mobile@1.4  query TripNote  18 requests'],
      'Not fine: 1 breaking change.',
    ),
  );
});

test('a client can be left out, and a use be too small', async () => {
  expect(await check('note: String', '', '--exclude-client', 'mobile@1.*', '--exclude-client', 'internal*')).toEqual(
    report(removedNote, [`no request since ${today} uses it`], 'Fine.'),
  );
  const used = [
    `used by 18 requests since ${today} (90 %), which is below the threshold:`,
    '  mobile@1.4  query TripNote  18 requests',
  ];
  expect(await check('note: String', '', '--min-count', '19')).toEqual(report(removedNote, used, 'Fine.'));
  expect(await check('note: String', '', '--min-percent', '90.1')).toEqual(report(removedNote, used, 'Fine.'));
  expect(await check('note: String', '', '--min-percent', '90', '--min-count', '18')).toContain('Not fine: 1 breaking');
});

test('what variables have decides about input fields and enum values', async () => {
  const isFine = async (from: string, to: string) => (await check(from, to)).endsWith('\nFine.');
  expect(await isFine('radius: Int', '')).toBe(true);
  expect(await isFine('city: String ', '')).toBe(false);
  expect(await isFine('PRICE TIME', 'TIME')).toBe(true);
  expect(await isFine('PRICE TIME', 'PRICE')).toBe(false);
});

test('what an operation in clients/ uses fails without any traffic', async () => {
  const said = await check('price: String!', 'price: String');
  expect(said).toContain('      used in clients/ by TripDetails\n      no request since');
  expect(said).toContain('Not fine: 1 breaking change');
});

test.each([
  ['--days', '0'],
  ['--days', '3651'],
  ['--days', '1.5'],
  ['--min-count', '-1'],
  ['--min-percent', '100.1'],
  ['--min-percent', 'all'],
])('the option %s does not take %s', (option, value) => {
  const command = addTrafficOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
  expect(() => command.parse([`${option}=${value}`], { from: 'user' })).toThrow(/must be a/);
});

test.each([
  ['--days', '30'],
  ['--min-count', '5'],
  ['--min-percent', '1'],
  ['--exclude-client', 'bot*'],
])('the option %s needs --traffic', (...option) => {
  const command = addTrafficOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
  command.action(() => {});
  expect(() => command.parse(option, { from: 'user' })).toThrow(`'${option[0]}' has no effect without --traffic`);
  expect(() => command.parse(['--traffic', ...option], { from: 'user' })).not.toThrow();
});

test('the command exits 2 without a registry', async () => {
  const command = pathToFileURL(path.join(import.meta.dirname, '../check/command.ts')).href;
  // A file, because the planner's thread inherits the options of `node --eval`.
  await project.write(
    'run.mjs',
    `import { schemaCheckCommand } from ${JSON.stringify(command)};
    await schemaCheckCommand(process.cwd()).parseAsync(['--base', 'main', '--traffic'], { from: 'user' });`,
  );
  const child = spawn(process.execPath, ['run.mjs'], {
    cwd: project.root,
    env: { ...process.env, DATABASE_URL: 'postgres://127.0.0.1:1', REGISTRY_DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^schema check could not run: can't judge by traffic: .*no server answers \(ECONNREFUSED\)/);
});
