import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type SubgraphName, subgraphNames } from '../../subgraphs/list.ts';
import { entityFields, rootFields, type SelectedField } from './fields.ts';
import { type PlatformWithViewers, startPlatformWithViewers, type ViewerName, viewers } from './viewers.ts';

// The tests derive their table from the schemas, so that they cover a new field without a change here.
let platform: PlatformWithViewers;

beforeAll(async () => {
  platform = await startPlatformWithViewers();
});

afterAll(() => platform.stop());

const allRootFields = async (name: SubgraphName) => [
  ...(await rootFields(name, 'query', platform.ids)),
  ...(await rootFields(name, 'mutation', platform.ids)),
];

const refusalCode = (viewer: ViewerName): string => (viewer === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN');

/** Selects each field that has a directive as every viewer, and returns the answers that violate the directive. */
async function violations(url: string, fields: readonly SelectedField[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, query, read, allowed } of fields) {
    if (!allowed) continue;
    for (const viewer of viewers) {
      const isAllowed = allowed.includes(viewer);
      // An allowed mutation would change the data, or be refused by the domain.
      if (isAllowed && query.startsWith('mutation')) continue;
      const answer = await platform.requestAs(url, viewer, query);
      const codes = (answer.errors ?? []).map(({ extensions }) => extensions.code);
      const isRefused = codes.includes(refusalCode(viewer)) && (read(answer) ?? null) === null;
      const isViolation = isAllowed ? codes.includes('UNAUTHENTICATED') : !isRefused;
      if (isViolation) found.push(`${name} as ${viewer}: ${JSON.stringify(answer)}`);
    }
  }
  return found;
}

describe.each([...subgraphNames])('the %s subgraph, requested directly', (name) => {
  test('refuses every root field to the viewers that its directives exclude', async () => {
    const fields = await allRootFields(name);
    expect(fields.length).toBeGreaterThan(0);
    expect(await violations(platform.urlOf(name), fields)).toEqual([]);
  });

  test('refuses every entity field by reference to the viewers that its directives exclude', async () => {
    expect(await violations(platform.urlOf(name), await entityFields(name, platform.ids))).toEqual([]);
  });

  test('returns a field without a directive to every viewer alike', async () => {
    const open = [
      ...(await rootFields(name, 'query', platform.ids)),
      ...(await entityFields(name, platform.ids)),
    ].filter(({ allowed }) => !allowed);
    const differing: string[] = [];
    for (const { name: field, query } of open) {
      const answers = [];
      for (const viewer of viewers) {
        const { data, errors } = await platform.requestAs(platform.urlOf(name), viewer, query);
        answers.push(JSON.stringify([data, (errors ?? []).map(({ extensions }) => extensions.code)]));
      }
      if (new Set(answers).size > 1) differing.push(`${field}: ${answers.join(' ')}`);
    }
    expect(differing).toEqual([]);
  });
});

test('the gateway refuses every root field of its schema to the viewers that its directives exclude', async () => {
  for (const name of subgraphNames) {
    const visible = [];
    for (const field of await allRootFields(name)) {
      const { errors = [] } = await platform.requestAs(platform.url, 'anonymous', field.query);
      if (!errors.some(({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED')) visible.push(field);
    }
    expect(visible.length).toBeGreaterThan(0);
    expect(await violations(platform.url, visible)).toEqual([]);
  }
});

test('the only mutations without a directive are those that sign in', async () => {
  const open = [];
  for (const name of subgraphNames) {
    for (const { name: field, allowed } of await rootFields(name, 'mutation', platform.ids)) {
      if (!allowed) open.push(field);
    }
  }
  expect(open.toSorted()).toEqual([
    'auth Mutation.refreshTokens',
    'auth Mutation.requestOtp',
    'auth Mutation.signInWithOtp',
    'auth Mutation.signInWithPassword',
  ]);
});
