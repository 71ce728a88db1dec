import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { diff } from '@graphql-inspector/core';
import { describe, expect, test } from '@jest/globals';
import { projectRoot } from '#platform/settings.ts';
import { apiSchemaOf, composeSupergraph } from '../../../gateway/supergraph/compose.ts';
import { coordinateOf } from '../changes/api/compare-api.ts';
import { severities } from '../changes/api/judge.ts';
import { changeCodes } from '../changes/change-codes.ts';
import { compareSupergraphs } from '../changes/compare-supergraphs.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import { publishedCases } from './published-cases.ts';
import { link, readCase } from './read-case.ts';

const folder = import.meta.dirname;
const names = globSync('*/*.graphql', { cwd: folder })
  .map((file) => file.replace(/\.graphql$/, ''))
  .sort();
const cases = names.map((name) => ({ name, ...readCase(path.join(folder, `${name}.graphql`)) }));

function supergraph(subgraphs: ReadonlyMap<string, string>): string {
  const sources = [...subgraphs].map(([name, text]) => ({ name, url: `http://${name}`, typeDefs: `${link}\n${text}` }));
  return composeSupergraph(sources).supergraphSdl;
}

function briefly({ severity, code, path, access }: SchemaChange): string {
  const gain = (access?.gain ?? []).map((name) => ` +${name}`);
  const lose = (access?.lose ?? []).map((name) => ` -${name}`);
  return `${severity} ${code} ${path}${gain.join('')}${lose.join('')}`;
}

/** What graphql-inspector calls a change that both name. */
async function byLibrary(changes: readonly SchemaChange[], before: string, after: string): Promise<string[]> {
  const judged = new Map(
    (await diff(apiSchemaOf(before), apiSchemaOf(after))).map((change) => [
      `${change.type} ${coordinateOf(change)}`,
      severities[change.criticality.level],
    ]),
  );
  return changes.flatMap(({ code, path, severity }) => {
    const verdict = judged.get(`${code} ${path}`);
    return verdict === undefined || verdict === severity ? [] : [`${verdict} ${code} ${path}`];
  });
}

const found = new Map<string, Set<string>>();

describe('the changes are those that a person expects', () => {
  test.each(cases)('$name', async ({ before, after, changes, byLibrary: expected }) => {
    const [then, now] = [supergraph(before), supergraph(after)];
    const actual = await compareSupergraphs(then, now);
    for (const { code, severity } of actual) found.set(code, (found.get(code) ?? new Set()).add(severity));

    expect(actual.map(briefly)).toEqual(changes);
    expect(await byLibrary(actual, then, now)).toEqual(expected);
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

test('each published case of graphql-inspector is rebuilt, or a reason says why not', () => {
  const unknown = Object.values(publishedCases)
    .flat()
    .flatMap(([, ...rebuilt]: readonly unknown[]) => rebuilt)
    .filter((each) => typeof each === 'string' && !names.includes(each));

  expect(unknown).toEqual([]);
});

test('every case says why', () => {
  expect(cases.filter(({ why }) => why === '').map(({ name }) => name)).toEqual([]);
});
