import { expect, test } from '@jest/globals';
import { type DatabaseName, databaseNames } from '../../databases.ts';
import type { Manifest } from './manifest.ts';
import { namesToRestore } from './restore-backup.ts';

const subgraphs: readonly DatabaseName[] = ['users', 'trips', 'notifications', 'auth'];

/** Returns the databases that are restored of a backup, and what is reported. */
const chosen = (backedUp: readonly DatabaseName[], named: readonly DatabaseName[]) => {
  const lines: string[] = [];
  const manifest = { databases: backedUp.map((name) => ({ name })) } as unknown as Manifest;
  return { names: namesToRestore(manifest, named, (line) => lines.push(line)), lines };
};

test('all databases are restored that the settings name', () => {
  expect(chosen(databaseNames, databaseNames)).toEqual({ names: databaseNames, lines: [] });
  expect(chosen(subgraphs, subgraphs)).toEqual({ names: subgraphs, lines: [] });
});

test('the registry is left out where the backup or the settings lack it, and reported', () => {
  expect(chosen(subgraphs, databaseNames)).toEqual({
    names: subgraphs,
    lines: ['registry      stays as it is: the backup has none'],
  });
  expect(chosen(databaseNames, subgraphs)).toEqual({
    names: subgraphs,
    lines: ['registry      is not restored: no setting names its database'],
  });
});
