import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { command } from '#test-kit/process.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const workflow = parse(await readFile(path.join(root, '.github/workflows/ci.yml'), 'utf8'));
const { schema, 'schema-comment': comment } = workflow.jobs;
const report = '### :x: Schema check\n\n| $(touch x) `touch x` "\' | % |';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-comment-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs the step that comments, with a `gh` that finds the comment `id` and ends with `code` when it writes. Returns what `gh` was called with. */
async function run(id: string, code = 0): Promise<{ exit: unknown; output: string; calls: string[][] }> {
  const log = path.join(folder, 'calls');
  const gh = `#!/bin/sh\nprintf '%s\\0' "$@" "" >> ${log}\ncase "$*" in *--paginate*) echo "${id}";; *) exit ${code};; esac\n`;
  await writeFile(path.join(folder, 'gh'), gh);
  await chmod(path.join(folder, 'gh'), 0o755);
  const script = path.join(folder, 'script');
  await writeFile(script, comment.steps[0].run);
  const environment = {
    PATH: `${folder}:${process.env.PATH}`,
    GITHUB_REPOSITORY: 'masar/eagle',
    PULL_REQUEST: '7',
    REPORT: report,
  };
  const child = command('bash', ['-e', script], environment, { cwd: folder });
  const exit = await child.exited();
  const calls = (await readFile(log, 'utf8'))
    .split('\0\0')
    .map((call) => call.split('\0').filter((part) => part !== ''));
  return { exit, output: child.output(), calls: calls.filter(({ length }) => length > 0) };
}

const body = `body=<!-- masar schema check -->\n${report}`;

test('writes one comment', async () => {
  const { exit, calls } = await run('');

  expect(exit).toBe(0);
  const written = ['api', '--silent', '--method', 'POST', 'repos/masar/eagle/issues/7/comments', '--raw-field', body];
  expect(calls[1]).toEqual(written);
});

test('replaces its comment', async () => {
  const { calls } = await run('41\n42');

  expect(calls[0]).toContain('repos/masar/eagle/issues/7/comments');
  expect(calls[1]).toEqual(expect.arrayContaining(['PATCH', 'repos/masar/eagle/issues/comments/41', body]));
  expect(calls).toHaveLength(2);
});

test('warns when it may not write, and passes', async () => {
  const { exit, output } = await run('', 1);

  expect([exit, output]).toEqual([0, expect.stringMatching(/^::warning::The comment could not be written\./)]);
});

test('only the job that comments may write, and it runs no code of the pull request', () => {
  expect([workflow.permissions, schema.permissions, comment.permissions]).toEqual([
    { contents: 'read' },
    undefined,
    { 'pull-requests': 'write' },
  ]);
  expect(comment.steps).toHaveLength(1);
});
