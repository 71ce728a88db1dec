import { existsSync, globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { diff } from '@graphql-inspector/core';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { apiSchemaOf, composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import { coordinateOf } from '../changes/api/compare-api.ts';
import { severities } from '../changes/api/judge.ts';
import { changeCodes } from '../changes/change-codes.ts';
import { compareSupergraphs } from '../changes/compare-supergraphs.ts';
import { schemaCheckCommand } from '../check/command.ts';
import { CaseProject } from './case-project.ts';
import { printedChanges } from './printed-changes.ts';
import { publishedCases } from './published-cases.ts';
import { link, readCase } from './read-case.ts';

const folder = import.meta.dirname;
const names = globSync('*/*.graphql', { cwd: folder })
  .map((file) => file.replace(/\.graphql$/, ''))
  .sort();
const cases = names.map((name) => ({ name, ...readCase(path.join(folder, `${name}.graphql`)) }));

let project: CaseProject;
beforeAll(async () => {
  project = await CaseProject.create();
});
afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

/** The exit code and everything that the command prints. */
async function schemaCheck(): Promise<string> {
  const printed: string[] = [];
  const print = (...texts: unknown[]) => void printed.push(texts.join(' '));
  const spies = (['log', 'error'] as const).map((name) => jest.spyOn(console, name).mockImplementation(print));
  const { exitCode } = process;
  try {
    await schemaCheckCommand(project.root).parseAsync(['--base', `file:${project.base}`], { from: 'user' });
    return `exit ${process.exitCode}\n${printed.join('\n')}\n`.replaceAll(project.base, 'BASE');
  } finally {
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
  }
}

const found = new Map<string, Set<string>>();

// UPDATE_CASES=1 writes what the command prints. The changes in the head of a case are written by people.
describe('masar schema check prints the changes that a person expects, and the rest as in the file', () => {
  test.each(cases)('$name', async ({ name, ...each }) => {
    await project.fill(each);

    const output = await schemaCheck();

    const changes = printedChanges(output);
    for (const { code, severity } of changes) found.set(code, (found.get(code) ?? new Set()).add(severity));
    expect(changes.map(({ text }) => text)).toEqual(each.changes);
    const file = path.join(folder, `${name}.txt`);
    if (process.env.UPDATE_CASES) await writeFile(file, output);
    expect(output).toBe(existsSync(file) ? await readFile(file, 'utf8') : '');
  });
});

describe('graphql-inspector judges the same, or the case names the difference', () => {
  const compared = cases.filter(({ name }) => /^(api|library)\//.test(name));
  const schemaOf = (subgraphs: ReadonlyMap<string, string>) => {
    const sources = [...subgraphs].map(([name, text]) => ({ name, url: 'http://x', typeDefs: `${link}\n${text}` }));
    return apiSchemaOf(composeSupergraph(sources).supergraphSdl);
  };

  test.each(compared)('$name', async ({ before, after, changes, byLibrary }) => {
    const judged = (await diff(schemaOf(before), schemaOf(after))).map((change) => ({
      change: `${change.type} ${coordinateOf(change)}`,
      severity: severities[change.criticality.level],
    }));
    const differing = changes.flatMap((line) => {
      const [severity = '', ...change] = line.split(' ');
      const other = judged.find((each) => each.change === change.join(' '));
      return other && other.severity !== severity ? [`${other.severity} ${other.change}`] : [];
    });

    expect(differing).toEqual(byLibrary);
  });

  test('each of its published cases is rebuilt, or a reason says why not', () => {
    const unknown = Object.values(publishedCases)
      .flat()
      .flatMap(([, ...rebuilt]: readonly unknown[]) => rebuilt)
      .filter((each) => typeof each === 'string' && !names.includes(each));

    expect(unknown).toEqual([]);
  });
});

test('no change is found between a schema and itself', async () => {
  const sdl = await readFile(path.join(projectRoot, 'supergraph.graphql'), 'utf8');

  expect(await compareSupergraphs(sdl, `# The same.\n${sdl}`)).toEqual([]);
});

describe('the table of codes', () => {
  test('has each code once', () => {
    expect(new Set(changeCodes.map(({ code }) => code)).size).toBe(changeCodes.length);
  });

  test('has a case for each code, and the severities of the cases', () => {
    const listed = new Map(changeCodes.map(({ code, severities }) => [code, severities]));

    // Composition gives root types their default names.
    found.set('SCHEMA_QUERY_TYPE_CHANGED', new Set(['breaking']));
    expect([...found.keys()].sort()).toEqual([...listed.keys()].sort());
    for (const [code, each] of found) expect(listed.get(code)).toEqual(expect.arrayContaining([...each]));
  });
});

test('every case says why, and has the output that is expected', () => {
  expect(cases.filter(({ why }) => why === '').map(({ name }) => name)).toEqual([]);
  expect(globSync('*/*.txt', { cwd: folder }).sort()).toEqual(names.map((name) => `${name}.txt`).sort());
});
