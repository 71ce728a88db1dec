import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Migration } from '@mikro-orm/migrations';
import pg from 'pg';
import { serverUrl, silent } from '#test-kit/templates.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { writeSnapshot } from './write-snapshot.ts';

let root: string;
const server = new pg.Client({ connectionString: serverUrl() });

beforeAll(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-snapshot-'));
  await server.connect();
});

afterAll(async () => {
  await server.end();
  await fs.rm(root, { recursive: true, force: true });
});

async function scratchDatabases(): Promise<number | null> {
  const { rowCount } = await server.query(`select from pg_database where datname like 'masar\\_snapshot\\_%'`);
  return rowCount;
}

test('writes what the migrations make to a file named after the newest of them', async () => {
  const schema = await schemaOf('users');
  const migrations = schema.migrations.slice(0, 1);
  const file = await writeSnapshot('users', { ...schema, migrations }, serverUrl(), silent, root);
  expect(file).toBe('migrations/users/snapshots/20261123000000-init.sql');
  const script = await fs.readFile(path.join(root, file), 'utf8');
  expect(script).toContain('-- The users database after 20261123000000-init.\n');
  expect(script).toContain('create table public.drivers (\n');
  expect(script).toContain(`'20261123000000-init', now());\n`);
  expect(script).toMatch(/insert into public\.vehicle_types .* 'sedan', '4'\);\n/);
  expect(script).not.toContain('envelope');
  expect(await scratchDatabases()).toBe(0);
});

test('leaves no database and no file behind when a migration fails', async () => {
  class Wrong extends Migration {
    override up(): void {
      this.addSql('create table wrong (id nothing)');
    }
  }
  const schema = { ...(await schemaOf('trips')), migrations: [{ name: 'wrong', class: Wrong }] };
  await expect(writeSnapshot('trips', schema, serverUrl(), silent, root)).rejects.toThrow('nothing');
  expect(await scratchDatabases()).toBe(0);
  await expect(fs.access(path.join(root, 'migrations', 'trips'))).rejects.toThrow('ENOENT');
});
