import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silent, type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { createLog } from '../log.ts';
import { namedStatement, runNamed } from './named-statements.ts';
import { createOrm, type DatabaseSettings } from './open-database.ts';

let database: TestDatabase;
let lines: string[];

beforeEach(async () => {
  database = await testDatabase('trips');
  lines = [];
});

afterEach(() => database.drop());

/** What is logged of statements with a name among their values. */
async function logged(logSql: DatabaseSettings['logSql']): Promise<string> {
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => void lines.push(line) } });
  const orm = await createOrm(
    await schemaOf('trips'),
    { url: database.url, poolMax: 1, logSql },
    logSql ? log : silent,
  );
  try {
    await orm.em.execute('select ?::text as whose', ['Mona Ali']);
    await runNamed(orm.em.fork(), namedStatement('named_for_a_test', 'select $1::text as whose'), ['Mona Ali']);
    return lines.join('');
  } finally {
    await orm.close(true);
  }
}

test('logs statements with their values', async () => {
  expect((await logged(true)).match(/select .* as whose/g)).toHaveLength(2);
  expect(lines.join('')).toContain('Mona Ali');
});

test('logs statements without their values, as in production', async () => {
  expect((await logged('without values')).match(/select .* as whose/g)).toHaveLength(2);
  expect(lines.join('')).not.toContain('Mona Ali');
});

test('logs no statement', async () => {
  expect(await logged(false)).toBe('');
});
