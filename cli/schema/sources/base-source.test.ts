import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { CannotRun } from '../cannot-run.ts';
import { ThrowawayProject } from '../testing/throwaway-project.ts';
import { baseSource } from './base-source.ts';

const trips = 'subgraphs/trips/schema.graphql';

/** The base, with paths relative to the project. */
function base({ root }: ThrowawayProject, name: string) {
  return baseSource(
    root,
    name.replace(/^file:(.+)/, (_, file: string) => `file:${path.join(root, file)}`),
  );
}

async function failureOf(project: ThrowawayProject, name: string): Promise<string> {
  const failure = await base(project, name).catch((error: unknown) => error);
  if (!(failure instanceof CannotRun)) throw new Error('the base was read', { cause: failure });
  return failure.message.replaceAll(project.root, 'ROOT');
}

describe('a commit', () => {
  test('is named by its ref and hash, and has the approvals of then', async () => {
    await using project = await ThrowawayProject.create();
    await project.write('schema-approvals.yml', '[]\n');

    expect(await base(project, 'main')).toMatchObject({
      label: expect.stringMatching(/^main at [0-9a-f]{12}$/),
      approvals: null,
    });
    await project.commit();
    expect(await base(project, 'HEAD')).toMatchObject({ approvals: '[]\n' });
  });

  test('that a shallow clone does not have is reported with what to do', async () => {
    await using project = await ThrowawayProject.create();
    await project.commit();
    const clone = path.join(project.root, 'clone');
    const from = `file://${project.root}`;
    await promisify(execFile)('git', ['clone', '--quiet', '--depth', '1', from, clone]);

    await expect(baseSource(clone, 'HEAD~1')).rejects.toThrow(
      'no commit "HEAD~1" in this repository: the clone is shallow: run `git fetch --unshallow`, or check out with its history',
    );
  });

  describe('without git', () => {
    const { PATH } = process.env;

    afterEach(() => {
      process.env.PATH = PATH;
    });

    test('cannot be read', async () => {
      await using project = await ThrowawayProject.create();
      process.env.PATH = project.root;

      expect(await failureOf(project, 'HEAD')).toBe('git is not installed, or not on the PATH');
    });
  });

  test('cannot be read without a repository', async () => {
    await using project = await ThrowawayProject.create();
    await rm(path.join(project.root, '.git'), { recursive: true });

    expect(await failureOf(project, 'HEAD')).toMatch(/^fatal: not a git repository[^\n]*$/);
  });

  test('that does not compose is reported in one line', async () => {
    await using project = await ThrowawayProject.create();
    await project.edit(trips, 'type Query {', 'type Query { scopes: [String!]! unreadCount: Int!');
    await project.commit();

    expect(await failureOf(project, 'HEAD')).toMatch(
      /^can't compare with HEAD at \w{12}, whose subgraphs do not compose: \[auth:2:14\] INVALID_FIELD_SHARING: [^\n]* \(and 1 more\)$/,
    );
  });
});

describe('a file', () => {
  test('is a supergraph, and the same as the subgraphs that it is composed of', async () => {
    await using project = await ThrowawayProject.create();
    const { supergraphSdl } = await base(project, 'HEAD');
    await project.write('prod.graphql', supergraphSdl ?? '');

    expect(await base(project, 'file:prod.graphql')).toEqual({
      label: path.join(project.root, 'prod.graphql'),
      supergraphSdl,
    });
    expect(await base(project, 'file:subgraphs')).toMatchObject({ supergraphSdl });
  });

  test('may be a folder of schemas NAME.graphql', async () => {
    await using project = await ThrowawayProject.create();
    await project.write('schemas/one.graphql', 'type Query { a: Int }');
    await project.write('schemas/README.md', 'Not a schema.');
    await project.write('schemas/empty/notes.txt', 'Not a schema.');

    expect((await base(project, 'file:schemas')).supergraphSdl).toContain('ONE @join__graph(name: "one"');
  });

  test.each([
    ['file:nowhere.graphql', /^can't read ROOT\/nowhere\.graphql: ENOENT[^\n]*$/],
    ['file:clients/fragments/trip-card.graphql', /^ROOT\/clients\/.*\.graphql is no supergraph: [^\n]+$/],
    ['file:subgraphs/trips/schema.graphql', /^ROOT\/subgraphs\/trips\/schema\.graphql is no supergraph: [^\n]+$/],
    ['file:.git/refs', /^no schema in ROOT\/\.git\/refs: it needs files NAME\.graphql or NAME\/schema\.graphql$/],
    ['file:', /^--base file: names nothing after the colon$/],
    ['version:', /^--base version: names nothing after the colon$/],
    ['version:3', /^published versions cannot be read here$/],
    ['https://example.com/supergraph', /^no commit "https:/],
  ])('%s cannot be read', async (name, message) => {
    await using project = await ThrowawayProject.create();

    expect(await failureOf(project, name)).toMatch(message);
  });
});
