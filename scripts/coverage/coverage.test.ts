import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { command, killCommands } from '#test-kit/process.ts';
import { withProject } from '../testing/with-project.ts';
import { coverageFaults, floorOf } from './floor.ts';
import { isSource, measureCoverage } from './measure.ts';
import { type CoverageRecord, readRecords } from './record.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'masar-records-'));
});

afterEach(async () => {
  await killCommands();
  await rm(folder, { recursive: true });
});

const record = (name: string, functions: CoverageRecord) =>
  writeFile(path.join(folder, `${name}.json`), JSON.stringify(functions));

/** Runs code in a recorded process. */
async function run(code: string, cwd: string): Promise<CoverageRecord> {
  const recorder = pathToFileURL(path.join(import.meta.dirname, 'record-process.ts')).href;
  const environment = { COVERAGE_DIR: folder, NODE_OPTIONS: `--import=${recorder}` };
  const child = command(process.execPath, ['--input-type=module', '--eval', code], environment, { cwd });
  expect([await child.exited(), child.output()]).toEqual([0, '']);
  return readRecords(folder);
}

/** The names of the functions that ran, and of those that did not. */
async function functionsOf(file: string, functions: Record<string, boolean>): Promise<Record<string, boolean>> {
  const source = await readFile(path.join(projectRoot, file), 'utf8');
  const named = Object.entries(functions).map(([range, ran]) => {
    const [start, end] = range.split('-').map(Number);
    return [/function (\w+)/.exec(source.slice(start, end))?.[1], ran] as const;
  });
  return Object.fromEntries(named.filter(([name]) => name !== undefined));
}

const file = 'scripts/markdown.ts';

test('records the functions that a process runs, also when it exits by itself', async () => {
  const records = await run(`(await import('./${file}')).codeSpans('a'); process.exit()`, projectRoot);
  expect(await functionsOf(file, records[file] ?? {})).toMatchObject({
    withoutFencedCode: true,
    codeSpans: true,
    linkTargets: false,
  });
});

test('records the unchanged files of a copy of the project', async () => {
  const original = await readFile(path.join(projectRoot, file), 'utf8');
  await withProject(
    { [file]: original, 'platform/ids.ts': 'export const changed = true;', 'platform/new.ts': '' },
    async (root) => {
      const code = `await import('./${file}'); await import('./platform/ids.ts'); await import('./platform/new.ts');`;
      expect(Object.keys(await run(code, root))).toEqual([file]);
    },
  );
});

const source = `interface Line { text: string }

/** Runs. */
export function used(line: Line): string {
  return line.text;
}

function unused(): void {
  throw new Error();
}
`;
const range = (text: string) => `${source.indexOf(text)}-${source.indexOf('}\n', source.indexOf(text)) + 1}`;
const project = {
  'src/lines.ts': source,
  'src/types.ts': source.split('\n')[0] as string,
  'src/never.ts': 'export const a = 1;',
  'src/a.test.ts': '1;',
};

test('counts the functions and lines that ran in any process, and names the files that no test reaches', async () => {
  const whole = `0-${source.length}`;
  const one = { [whole]: true, [range('function used')]: false, [range('function unused')]: false };
  await record('one', { 'src/lines.ts': one });
  await withProject(project, async (root) => {
    expect((await measureCoverage(root, folder)).unreached).toEqual(['src/lines.ts', 'src/never.ts']);
    await record('two', { 'src/lines.ts': { ...one, [range('function used')]: true } });
    expect(await measureCoverage(root, folder)).toEqual({
      functions: { total: 2, reached: 1 },
      lines: { total: 7, reached: 3 },
      unreached: ['src/never.ts'],
    });
  });
});

test.each([
  ['platform/ids.ts', true],
  ['subgraphs/trips/domain/idempotency.ts', true],
  ['platform/ids.test.ts', false],
  ['subgraphs/trips/testing/harness.ts', false],
  ['subgraphs/trips/generated/types.ts', false],
  ['tests/soak/main.ts', false],
  ['bench/search.ts', false],
  ['supergraph.graphql', false],
])('%s is a source file: %s', (name, expected) => expect(isSource(name)).toBe(expected));

const coverage = {
  functions: { total: 1_000, reached: 980 },
  lines: { total: 2_000, reached: 1_900 },
  unreached: ['a.ts'],
};

test('accepts what its own floor allows, and half a percentage point less', () => {
  expect(floorOf(coverage)).toEqual({ functions: 98, lines: 95, unreached: ['a.ts'] });
  expect(coverageFaults(coverage, floorOf(coverage))).toEqual([]);
  expect(coverageFaults(coverage, { functions: 98.5, lines: 95.5, unreached: ['a.ts', 'b.ts'] })).toEqual([]);
});

test('reports a file that no test reaches and percentages below the floor', () => {
  expect(coverageFaults(coverage, { functions: 98.6, lines: 95.6, unreached: [] })).toEqual([
    'a.ts: no test runs any of it',
    'the tests run 98 % of the functions; the floor is 98.6 %',
    'the tests run 95 % of the lines; the floor is 95.6 %',
  ]);
});
