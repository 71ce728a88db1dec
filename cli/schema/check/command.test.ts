import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import { readWorkingTree } from '../sources/working-tree.ts';
import { ThrowawayProject } from '../testing/throwaway-project.ts';

const command = pathToFileURL(path.join(import.meta.dirname, 'command.ts')).href;
const runner = `
  import { schemaCheckCommand } from ${JSON.stringify(command)};
  await schemaCheckCommand(process.cwd()).parseAsync(process.argv.slice(2), { from: 'user' });
`;

async function schemaCheck(project: ThrowawayProject, ...args: string[]) {
  // A file, because the planner's thread inherits the options of `node --eval`.
  await project.write('run.mjs', runner);
  const child = spawn(process.execPath, ['run.mjs', ...args], {
    cwd: project.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

test('exits 0 with the verdict Fine', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit('subgraphs/auth/schema.graphql', 'scopes', 'keys: Int scopes');

  const { code, out, err } = await schemaCheck(project, '--base', 'main');

  expect(err).toBe('');
  expect(out).toMatch(
    /Safe \(1\)\n {2}Query\.keys {2}.*\n\nClient operations: all 1 are valid, can be planned, and lose no field\.\n\nFine\.\n$/,
  );
  expect(code).toBe(0);
});

test('exits 1 for a breaking change, and names the operation that it breaks', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit('subgraphs/users/schema.graphql', 'fullName: String', '');

  const { code, out } = await schemaCheck(project, '--base', 'main');

  expect(out).toMatch(/Breaking.*\(1\)\n {2}Driver\.fullName/);
  expect(out).toContain('clients/mobile/trip-details.graphql:5:7  TripDetails');
  expect(out).toMatch(/Not fine: 1 breaking change and 1 fault in client operations\.\n$/);
  expect(code).toBe(1);
});

test('exits 2 with the place of a syntax error', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit('subgraphs/auth/schema.graphql', 'scopes', 'keys: scopes');

  const { code, out } = await schemaCheck(project, '--base', 'main');

  expect(out).toMatch(
    /do not compose:\n {2}INVALID_SYNTAX: Syntax Error: .*\n +at subgraphs\/auth\/schema\.graphql:\d+:\d+/,
  );
  expect(code).toBe(2);
});

test('exits 1 with the composition errors', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit('subgraphs/auth/schema.graphql', 'scopes', 'unreadCount: Int! scopes');

  const { code, out } = await schemaCheck(project, '--base', 'main');

  expect(out).toMatch(/do not compose:\n {2}INVALID_FIELD_SHARING: .*"Query\.unreadCount"/);
  expect(code).toBe(1);
});

test('exits 2 if the commit does not exist', async () => {
  await using project = await ThrowawayProject.create();

  const { code, out, err } = await schemaCheck(project, '--base', 'elsewhere');

  expect(out).toBe('');
  expect(err).toContain('could not run: no commit "elsewhere"');
  expect(code).toBe(2);
});

test.each([
  [[]],
  [['--base']],
  [['--bass', 'main']],
  [['--base', 'main', '--format', 'xml']],
  [['--base', 'main', '--fail-on', 'safe']],
  [['--base', 'main', 'other']],
])('exits 2 for the invalid options %j', async (args) => {
  await using project = await ThrowawayProject.create();

  const { code, err } = await schemaCheck(project, ...args);

  expect(err).toMatch(/^error: /);
  expect(code).toBe(2);
});

test('exits 0 for --help', async () => {
  await using project = await ThrowawayProject.create();

  const { code, out } = await schemaCheck(project, '--help');

  expect(out).toContain('--base <base>');
  expect(code).toBe(0);
});

test('writes the report in the format that is named', async () => {
  await using project = await ThrowawayProject.create();
  await project.edit('subgraphs/trips/schema.graphql', '  description: String\n', '');
  await project.edit('clients/fragments/trip-card.graphql', 'price', 'price\n  description');
  const { supergraphSdl } = composeSupergraph(await readWorkingTree(project.root));
  await project.write('supergraph.graphql', supergraphSdl);

  const { code, out } = await schemaCheck(project, '--base', 'file:supergraph.graphql', '--format', 'github');

  expect(out).toBe(
    '::error file=clients/fragments/trip-card.graphql,line=4,col=3,title=TripDetails::Cannot query field "description" on type "Trip".\n',
  );
  expect(code).toBe(1);
});

test('writes the report that it could not run, and exits 2', async () => {
  await using project = await ThrowawayProject.create();

  const { code, out, err } = await schemaCheck(project, '--base', 'elsewhere', '--format', 'json');

  expect(err).toContain('could not run: no commit "elsewhere"');
  expect(JSON.parse(out)).toMatchObject({ outcome: 'could-not-run', reason: expect.stringContaining('"elsewhere"') });
  expect(code).toBe(2);
});
