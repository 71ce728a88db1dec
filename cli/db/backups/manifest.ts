import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { databaseNames } from '../../databases.ts';
import { BackupFault } from './run-tool.ts';

/** The file of a backup that describes the others. It is written last. */
export const manifestName = 'manifest.json';

const file = z.object({
  /** Its name in the backup's folder. */
  name: z.string().regex(/^[\w-]+\.(dump|sql)$/),
  bytes: z.number().int(),
  sha256: z.string(),
});

const databaseEntry = z.object({
  name: z.enum(databaseNames),
  /** Its name on the server. */
  database: z.string(),
  /** The major version of PostgreSQL. */
  major: z.number().int(),
  serverVersion: z.string(),
  /** The major version of the pg_dump: an older pg_restore cannot read the file. */
  dumpedBy: z.number().int(),
  file,
  /** The time of the snapshot, by the clock of the server. */
  snapshotAt: z.iso.datetime(),
  /** The applied migrations, the oldest first. */
  migrations: z.array(z.string()),
  /** The rows of each table, as `schema.table`. */
  rows: z.record(z.string(), z.number().int()),
  /** Constraints and indexes, as `schema.table name`. */
  constraints: z.array(z.string()),
  /** The roles that own objects or have privileges. */
  roles: z.array(z.string()),
});

const manifest = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** The version of the platform that made the backup. */
  madeBy: z.string(),
  /** Whether the snapshots are one state of all databases: no database has the effect of an event that another lacks. */
  isConsistent: z.boolean(),
  /** The milliseconds between the first snapshot and the last. */
  snapshotSpread: z.number(),
  databases: z.array(databaseEntry),
  /** The roles of each server, where the user could read them. */
  roles: z.array(z.object({ databases: z.array(z.enum(databaseNames)), file })),
});

/** What a backup contains. */
export type Manifest = z.output<typeof manifest>;
export type BackedUpDatabase = Manifest['databases'][number];
export type BackedUpFile = z.output<typeof file>;

/**
 * Reads the manifest of a backup's folder.
 *
 * @throws BackupFault when it is missing or invalid.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return manifest.parse(JSON.parse(await readFile(path.join(folder, manifestName), 'utf8')));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : message;
    throw new BackupFault(
      code === 'ENOENT' ? `${folder} is no backup` : `${path.join(folder, manifestName)} is invalid: ${reason}`,
    );
  }
}

/** Every file that the manifest describes. */
export const filesOf = ({ databases, roles }: Manifest): BackedUpFile[] =>
  [...databases, ...roles].map(({ file }) => file);
