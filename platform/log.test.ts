import { expect, test } from '@jest/globals';
import { silent, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../subgraphs/load.ts';
import { createOrm } from './database/open-database.ts';
import { createLog } from './log.ts';

/** Logs an error and reads the line. */
function logged(err: unknown): { line: string; err: Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'error', stream: { write: (line) => void lines.push(line) } });
  log.error({ err }, 'unexpected error');
  const [line = ''] = lines;
  return { line, err: JSON.parse(line).err };
}

test('logs which constraint a refused row violated, but not the row', async () => {
  const database = await testDatabase('trips');
  const orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 1, logSql: false }, silent);
  try {
    await orm.em.execute('create table people (name text, age int, constraint people_age_check check (age > 0))');
    const failure = await orm.em.execute(`insert into people values ('Mona Ali', 0)`).catch((error: unknown) => error);
    expect(String(failure)).toContain('Mona Ali');
    for (const error of [failure, new Error('it failed', { cause: failure })]) {
      const { line, err } = logged(error);
      expect(line).not.toContain('Mona Ali');
      expect(err.message).toContain('people_age_check');
      expect(err.stack).toContain('log.test.ts');
    }
    expect(logged(failure).err).toMatchObject({ code: '23514', constraint: 'people_age_check' });
  } finally {
    await orm.close(true);
    await database.drop();
  }
});

test('logs all of an error that is not from the database', () => {
  const error = Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
  expect(logged(error).err).toEqual({ type: 'Error', message: error.message, stack: error.stack, code: 'ENOSPC' });
});

test('no line has a key twice', () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => void lines.push(line) } });
  log
    .child({ part: 'gateway' })
    .info({ part: 'http', time: 5, level: 'high', name: 'x', msg: 'y', other: 1 }, 'stopping');
  log.child({ part: 'gateway' }).info({ other: 1 }, 'stopping');
  const keys = [...(lines[0] ?? '').matchAll(/"(\w+)":/g)].map(([, key]) => key);
  expect(keys).toEqual([...new Set(keys)]);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 30,
    name: 'test',
    part: 'gateway',
    msg: 'stopping',
    field_part: 'http',
    field_time: 5,
    field_level: 'high',
    field_name: 'x',
    field_msg: 'y',
    other: 1,
  });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ part: 'gateway', other: 1, msg: 'stopping' });
});

test('a line has no field of the line before', () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', stream: { write: (line) => void lines.push(line) } });
  log.info({ first: 1 }, 'one');
  log.info('two');
  expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('first');
});
