import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInProcess } from '#test-kit/run-in-process.ts';
import { idOf, writeManifest } from '../../../gateway/admission/persisted/manifest.ts';
import { unboundedPlanner } from '../../schema/operations/plan-operations.ts';
import { Scene } from '../../schema/versions/testing/scene.ts';
import { operationsCommand } from '../command.ts';
import type { Finding } from './finding.ts';
import { runManifestCheck } from './run.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

const subgraphs = {
  trips: `${link('"@key", "@requiresScopes", "@authenticated", "@cost", "@listSize"')}
    type Query {
      trip(id: ID!): Trip
      trips(first: Int): [Trip!]! @listSize(assumedSize: 20, slicingArguments: ["first"], requireOneSlicingArgument: false)
      node: Node
    }
    type Mutation { start: Int @requiresScopes(scopes: [["driver"]]) never: Int @requiresScopes(scopes: [["robot"]]) }
    type Trip @key(fields: "id") { id: ID! price: Int @deprecated(reason: "Use fare.") fare: Int dear: Int @cost(weight: 90) }
    interface Node @key(fields: "id") { id: ID! }`,
  sizes: `${link('"@key", "@interfaceObject"')}
    type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! size: Int }`,
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-manifest-'));
  for (const [name, text] of Object.entries(subgraphs)) await writeFile(path.join(folder, `${name}.graphql`), text);
});

afterAll(() => rm(folder, { recursive: true }));

const operation = (body: string, { name = 'Q', type = 'query' } = {}) => ({ id: idOf(body), name, type, body });

async function manifestOf(...operations: ReturnType<typeof operation>[]): Promise<string> {
  const file = path.join(folder, 'manifest.json');
  await writeFile(file, writeManifest(operations));
  return file;
}

const check = (args: readonly string[], variables: Record<string, string> = {}) =>
  runInProcess(variables, () => operationsCommand().parseAsync(['check', ...args], { from: 'user' }));

/** The exit code and the findings of the operations, against the schemas in the folder. */
async function found(
  operations: ReturnType<typeof operation>[],
  variables: Record<string, string> = {},
  roles?: string,
) {
  const manifest = await manifestOf(...operations);
  const options = { manifest, schema: folder, roles: roles?.split(',') ?? null, isJson: true };
  const run = async () => {
    process.exitCode = await runManifestCheck(process.env, { ...options, createPlanner: unboundedPlanner });
  };
  const { code, out, err } = await runInProcess(variables, run);
  expect(err).toBe('');
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  const lines = findings.map(({ operation: name, severity, code: each, message, line, column }) =>
    [name, `${line}:${column}`, severity, each, message].join(' '),
  );
  return [code, ...lines];
}

const numbered = (n: number, body: string) => operation(body.replace('Q', `Q${n}`), { name: `Q${n}` });

test('each operation is checked as the gateway does before it runs one', async () => {
  const operations = [
    numbered(1, 'query Q { trip(id: 1) { fare } }'),
    numbered(2, 'query Q {'),
    numbered(3, 'query Q {\n  trip { cost }\n}'),
    numbered(4, 'query Q { node { size } }'),
    numbered(5, 'query Q($first: Int = 100) { trips(first: $first) { dear } }'),
    numbered(6, 'query Q($first: Int) { trips(first: $first) { dear } }'),
    numbered(7, 'query Q($dear: Boolean!) { trips { id dear @include(if: $dear) a: dear @include(if: $dear) } }'),
    numbered(8, `query Q { ${'trip(id: 1) { fare } '.repeat(60)} }`),
    numbered(9, 'query Q { trip(id: 1) { price } }'),
    operation('mutation M { start }', { name: 'Start' }),
  ];
  const limits = { OPERATION_MAX_COST: '3000', SUBGRAPH_MAX_COST: '3000', OPERATION_MAX_TOKENS: '300' };
  expect(await found(operations, limits)).toEqual([
    1,
    'Q2 1:11 fault GRAPHQL_PARSE_FAILED Syntax Error: Expected Name, found <EOF>.',
    'Q3 2:10 fault GRAPHQL_VALIDATION_FAILED Cannot query field "cost" on type "Trip".',
    'Q3 2:3 fault GRAPHQL_VALIDATION_FAILED Field "trip" argument "id" of type "ID!" is required, but it was not provided.',
    "Q4 1:1 fault UNPLANNABLE The gateway can't plan it: No subgraph can resolve a part of the operation.",
    'Q5 1:1 fault OPERATION_TOO_LARGE it costs 9001, more than 3000',
    'Q5 1:1 fault OPERATION_TOO_LARGE it costs 9001 at trips, more than 3000',
    'Q6 1:1 warning OPERATION_TOO_LARGE it costs 9001, more than 3000 when $first is 100',
    'Q6 1:1 warning OPERATION_TOO_LARGE it costs 9001 at trips, more than 3000 when $first is 100',
    'Q7 1:1 fault OPERATION_TOO_LARGE it costs 3601, more than 3000',
    'Q7 1:1 fault OPERATION_TOO_LARGE it costs 3601 at trips, more than 3000',
    'Q8 1:1 fault OPERATION_TOO_LARGE The operation is larger than the limit of 300.',
    'Q9 1:26 warning DEPRECATED The field Trip.price is deprecated. Use fare.',
    'Start 1:1 fault MISNAMED the manifest calls it query Start, and it is mutation M',
  ]);
});

test('an operation within the bounds is fine, at the bounds too', async () => {
  const body = 'query Q($first: Int) { trips(first: $first) { dear } }';
  const limits = (cost: string) => ({ OPERATION_MAX_COST: cost, SUBGRAPH_MAX_COSTS: `trips=${cost}` });
  expect(await found([operation(body)], limits('9001'))).toEqual([0]);
  expect(await found([operation(body)], limits('9000'))).toHaveLength(3);
  expect(await found([operation(body)], limits('1801'))).toEqual([0, expect.anything(), expect.anything()]);
  expect((await found([operation(body)], limits('1800')))[0]).toBe(1);
});

test('a field that no role gets is a fault, and with --roles one that some do not get is a warning', async () => {
  const start = operation('mutation M { start }', { name: 'M', type: 'mutation' });
  const never = operation('mutation M { never }', { name: 'M', type: 'mutation' });
  expect(await found([start])).toEqual([0]);
  expect(await found([never])).toEqual([1, 'M 1:14 fault NOT_ALLOWED no role gets Mutation.never']);
  expect(await found([start], {}, 'driver,passenger')).toEqual([
    0,
    'M 1:14 warning NOT_ALLOWED Mutation.start is refused for passenger',
  ]);
  expect(await found([start], {}, 'anonymous,passenger')).toEqual([
    1,
    'M 1:14 fault NOT_ALLOWED Mutation.start is refused for anonymous, passenger',
  ]);
});

test('the newest published version is the schema by default, and the report is for people', async () => {
  await using scene = await Scene.create();
  const variables = { REGISTRY_DATABASE_URL: scene.database.url };
  const manifest = await manifestOf(
    operation('query Q { trip(id: 1) { fare } }'),
    operation('{ scopes }', { name: '' }),
    operation('{ unreadCount }', { name: 'Unread' }),
  );
  const command = ['--manifest', manifest, '--roles', 'driver, passenger'];
  expect(await check(command, variables)).toMatchObject({
    code: 2,
    err: 'operations check could not run: no version has been published yet',
  });
  await scene.publish();
  expect(await check(command, variables)).toEqual({
    code: 1,
    err: '',
    out: [
      '3 operations, checked against version 1.',
      '',
      'Faults (2)',
      '  Q:1:25  GRAPHQL_VALIDATION_FAILED  Cannot query field "fare" on type "Trip".',
      '  Unread:1:1  MISNAMED  the manifest calls it query Unread, and it is query without a name',
      '',
      'Not fine: 2 faults.',
    ].join('\n'),
  });
});

test('it cannot run without a manifest, a schema or a registry, or with a wrong setting', async () => {
  const manifest = await manifestOf(operation('query Q { trip(id: 1) { id } }'));
  const away = { REGISTRY_DATABASE_URL: 'postgres://127.0.0.1:1/registry' };
  await writeFile(path.join(folder, 'broken.json'), '{}');
  const cases: [string[], Record<string, string>, string | RegExp][] = [
    [['--manifest', '/nowhere.json', '--schema', folder], {}, "can't read /nowhere.json: ENOENT"],
    [['--manifest', path.join(folder, 'broken.json'), '--schema', folder], {}, 'broken.json is no manifest: '],
    [['--manifest', manifest, '--schema', '/nowhere'], {}, "can't read /nowhere: ENOENT"],
    [['--manifest', manifest, '--schema', manifest], {}, 'is no supergraph: '],
    [['--manifest', manifest], away, "can't read the published versions: "],
    [['--manifest', manifest, '--schema', folder], { OPERATION_MAX_COST: 'x' }, 'OPERATION_MAX_COST'],
  ];
  for (const [args, variables, message] of cases) {
    const { code, err, out } = await check(args, variables);
    expect([code, err, out]).toEqual([2, expect.stringContaining(`${message}`), '']);
  }
});
