import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { canBeFile } from './secret-files.ts';
import { processEnvironment, readSettings, SettingsFault, setting } from './settings.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'masar-secrets-'));
const schema = z.object({ PORT: setting.port(), KEY_SECRET: z.string('is needed'), DATA_DIR: z.string().optional() });

afterAll(() => fs.rmSync(folder, { recursive: true }));

function fileOf(content: string | Buffer): string {
  const file = path.join(folder, 'secret');
  fs.writeFileSync(file, content);
  return file;
}

const read = (environment: Record<string, string>) => readSettings(schema, { PORT: '1', ...environment });

function faultsOf(environment: Record<string, string>): string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
  return [];
}

test.each([
  ['as it is', 'hidden', 'hidden'],
  ['without the newline at its end', 'hidden\n', 'hidden'],
  ['without the carriage return before that', 'hidden\r\n', 'hidden'],
  ['with all but one newline', 'hid\nden\n\n', 'hid\nden\n'],
  ['with spaces', ' hidden ', ' hidden '],
  ['of 64 KiB', 'x'.repeat(65_536), 'x'.repeat(65_536)],
])('reads a secret %s', (_how, content, value) => {
  expect(read({ KEY_SECRET_FILE: fileOf(content) }).KEY_SECRET).toBe(value);
});

test.each<[string, () => Record<string, string>, string]>([
  ['does not exist', () => ({ KEY_SECRET_FILE: path.join(folder, 'hidden') }), 'the file cannot be read (ENOENT)'],
  ['is a folder', () => ({ KEY_SECRET_FILE: folder }), 'the file cannot be read (EISDIR)'],
  ['is empty', () => ({ KEY_SECRET_FILE: fileOf('') }), 'the file is empty'],
  ['has a newline alone', () => ({ KEY_SECRET_FILE: fileOf('\n') }), 'the file is empty'],
  [
    'has a byte more than 64 KiB',
    () => ({ KEY_SECRET_FILE: fileOf('x'.repeat(65_537)) }),
    'the file has more than 65536 bytes',
  ],
  ['never ends', () => ({ KEY_SECRET_FILE: '/dev/zero' }), 'the file has more than 65536 bytes'],
  [
    'is named beside the variable',
    () => ({ KEY_SECRET: 'hidden', KEY_SECRET_FILE: fileOf('hidden') }),
    'is set beside KEY_SECRET',
  ],
])('a file that %s is one fault, which has neither path nor content', (_what, environment, fault) => {
  expect(faultsOf(environment())).toEqual([`KEY_SECRET_FILE: ${fault}`]);
});

test('reports faulty files together with all other faults', () => {
  expect(faultsOf({ PORT: '0', KEY_SECRET_FILE: folder })).toEqual([
    'PORT: must be a whole number from 1 to 65535',
    'KEY_SECRET_FILE: the file cannot be read (EISDIR)',
  ]);
});

test('rules see the secret, and a check of the value is a fault of the setting', () => {
  const long = z.object({ KEY_SECRET: z.string().min(8, 'is too short') });
  const environment = { KEY_SECRET_FILE: fileOf('hidden') };
  const rules = (set: object) => (JSON.stringify(set).includes('"KEY_SECRET":"hidden"') ? ['RULE: seen'] : []);
  expect(() => readSettings(long, environment, rules)).toThrow(/KEY_SECRET: is too short\n {2}RULE: seen$/);
});

test('an empty variable is not set, and a file of another process or of no secret is not read', () => {
  const value = { PORT: 1, KEY_SECRET: 'known' };
  expect(read({ KEY_SECRET: 'known', KEY_SECRET_FILE: '' })).toEqual(value);
  expect(read({ KEY_SECRET: '', KEY_SECRET_FILE: fileOf('known') })).toEqual(value);
  expect(read({ KEY_SECRET: 'known', OTHER_SECRET_FILE: folder, DATA_DIR_FILE: folder })).toEqual(value);
});

test.each([
  ['DATABASE_URL', true],
  ['TRIPS_DATABASE_URL', true],
  ['REDIS_URL', true],
  ['AUTH_KEY_SECRET', true],
  ['SERVICE_CLIENT_SECRET', true],
  ['TWILIO_AUTH_TOKEN', true],
  ['USERS_URL', false],
  ['OPERATION_MAX_TOKENS', false],
  ['FIREBASE_CREDENTIALS', false],
])('%s may be a file: %s', (name, expected) => {
  expect(canBeFile(name)).toBe(expected);
});

test('the environment of the process has the secrets of files, and leaves faulty ones to the settings', () => {
  const added = { PROCESS_SECRET_FILE: fileOf('hidden\n'), FAULTY_TOKEN_FILE: folder, OTHER_FILE: folder };
  Object.assign(process.env, added);
  try {
    expect(processEnvironment(folder)).toMatchObject({
      PROCESS_SECRET: 'hidden',
      FAULTY_TOKEN_FILE: folder,
      OTHER_FILE: folder,
    });
    expect(processEnvironment(folder).PROCESS_SECRET_FILE).toBeUndefined();
    expect(process.env.PROCESS_SECRET).toBeUndefined();
  } finally {
    for (const name of Object.keys(added)) delete process.env[name];
  }
});
