import fs from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { explainFault } from './explain-fault.ts';
import { BackupFault } from './run-tool.ts';

test('an error of the file system or of a database is explained without a stack', async () => {
  const ofFiles = await fs.mkdir('/dev/null/backups').catch((error) => error);
  expect(explainFault(ofFiles)).toEqual(new BackupFault("ENOTDIR: not a directory, mkdir '/dev/null/backups'"));
  const refused = new pg.DatabaseError('permission denied to create database', 1, 'error');
  expect(explainFault(refused)).toEqual(new BackupFault('the server refused: permission denied to create database'));
  const lost = new Error('Connection terminated unexpectedly');
  expect(explainFault(lost)).toEqual(new BackupFault('the connection to a database was lost'));
});

test('any other error stays as it is', () => {
  for (const error of [new TypeError('x is not a function'), new BackupFault('x'), 'x']) {
    expect(explainFault(error)).toBe(error);
  }
});
