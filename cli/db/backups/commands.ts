import { Command, Option } from 'commander';
import { databaseOf } from '#platform/database/server-url.ts';
import { processEnvironment, readSettings } from '#platform/settings.ts';
import { isSubgraphName, subgraphNames } from '../../../subgraphs/list.ts';
import { type DatabaseName, databaseNames, databasesIn } from '../../databases.ts';
import { afterRestore, redisVariables, requireRedis } from '../../events/after-restore.ts';
import { wholeNumber } from '../../whole-number.ts';
import { type DatabaseUrls, withDatabases } from '../../with-databases.ts';
import { orMissingProgram } from '../missing-program.ts';
import { backUp } from './back-up.ts';
import { explainFault } from './explain-fault.ts';
import { filesOf } from './manifest.ts';
import { shownBytes } from './report-progress.ts';
import { namesToRestore, restoreBackup } from './restore-backup.ts';
import { BackupFault } from './run-tool.ts';
import { deleteOldBackups, findBackup, listBackups, type StoredBackup } from './store.ts';
import { dropDatabase } from './swap-databases.ts';
import { programFolders } from './tools.ts';
import { verifyBackup } from './verify-backup.ts';

const maxKept = 10_000;

const report = (line: string) => console.log(line);
const from = () => new Option('--from <folder>', 'the folder of the backups').makeOptionMandatory();
const named = () => new Option('--backup <name>', 'the name of the backup; by default the newest');

interface From {
  from: string;
  backup?: string;
}

const programs = () => programFolders(processEnvironment().PATH ?? '');
const urlsOf = <Name extends DatabaseName>(urls: DatabaseUrls, names: readonly Name[]) =>
  new Map(names.map((name) => [name, urls(name)]));

/** Runs `work` with a signal that aborts at Ctrl-C and at SIGTERM, so that it leaves nothing half done. */
async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interrupted = new AbortController();
  const abort = () => interrupted.abort();
  for (const each of ['SIGINT', 'SIGTERM'] as const) process.once(each, abort);
  try {
    await work(interrupted.signal);
  } catch (error) {
    throw explainFault(error);
  } finally {
    for (const each of ['SIGINT', 'SIGTERM'] as const) process.off(each, abort);
  }
}

const run = (work: (signal: AbortSignal) => Promise<void>) => orMissingProgram(() => interruptible(work));

/** `masar db backup | list | verify | restore`. */
export function backupCommands(): Command[] {
  return [backupCommand(), listCommand(), verifyCommand(), restoreCommand()];
}

function backupCommand(): Command {
  return new Command('backup')
    .description('back up all databases, and the roles of their servers')
    .requiredOption('--to <folder>', 'the folder of the backups; created if missing')
    .option('--keep <number>', 'then delete all but the newest', wholeNumber(1, maxKept))
    .action(({ to, keep }: { to: string; keep?: number }) =>
      run(async (signal) => {
        const names = databasesIn(processEnvironment());
        await withDatabases(names, async (urls) => {
          const options = { root: to, urls: urlsOf(urls, names), programs: await programs() };
          const backup = await backUp({ ...options, now: new Date(), signal, report });
          console.log(`complete: ${backup.folder}, ${summaryOf(backup)}`);
        });
        if (keep === undefined) return;
        for (const name of await deleteOldBackups(to, keep)) console.log(`deleted: ${name}`);
      }),
    );
}

function listCommand(): Command {
  return new Command('list')
    .description('list the complete backups, the newest first')
    .addOption(from())
    .option('--json', 'print the name and the manifest of each, as JSON')
    .action(async ({ from: root, json = false }: From & { json?: boolean }) => {
      const { backups, broken } = await listBackups(root);
      if (json)
        console.log(
          JSON.stringify(
            backups.map(({ name, manifest }) => ({ name, ...manifest })),
            null,
            2,
          ),
        );
      else for (const backup of backups) console.log(`${backup.name}  ${summaryOf(backup)}\n${migrationLines(backup)}`);
      for (const name of broken) console.error(`${name} is not complete`);
    });
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('restore a backup into a temporary server, and compare it with what was backed up')
    .addOption(from())
    .addOption(named())
    .action(({ from: root, backup: name }: From) =>
      run(async (signal) => {
        const backup = await findBackup(root, name);
        const faults = await verifyBackup(backup, { programs: await programs(), signal, report });
        if (faults.length > 0) throw new BackupFault(`${backup.name} is not sound:\n  ${faults.join('\n  ')}`);
        console.log(`sound: ${backup.name}, ${summaryOf(backup)}`);
      }),
    );
}

interface RestoreFlags extends From {
  service?: DatabaseName;
  replace?: boolean;
  roles: boolean;
  dropReplaced?: boolean;
}

function restoreCommand(): Command {
  return new Command('restore')
    .description('restore the databases of a backup, while no service runs: all or none')
    .addOption(from())
    .addOption(named())
    .addOption(new Option('--service <name>', 'one database').choices([...databaseNames]))
    .option('--replace', 'replace databases that are not empty; they stay, under other names')
    .option('--drop-replaced', 'delete the databases that were replaced')
    .option('--no-roles', 'let the user own everything, without the privileges of other roles')
    .action(({ from: root, backup: name, service, replace = false, roles, dropReplaced = false }: RestoreFlags) =>
      run(async (signal) => {
        const backup = await findBackup(root, name);
        const environment = processEnvironment();
        const { REDIS_URL: redisUrl = null } = readSettings(redisVariables, environment);
        const restored = service ? [service] : namesToRestore(backup.manifest, databasesIn(environment), report);
        // The subgraphs may run while only the registry is restored.
        const changesEvents = restored.some(isSubgraphName);
        const unused = changesEvents ? [...new Set([...subgraphNames, ...restored])] : restored;
        await withDatabases(unused, async (urls) => {
          // Before anything changes: the events must follow at once.
          if (redisUrl && changesEvents) await requireRedis(redisUrl);
          const now = new Date();
          const options = { programs: await programs(), replace, withoutRoles: !roles, now, signal, report };
          const sets = { urls: urlsOf(urls, restored), unused: unused.map(urls) };
          const replaced = await restoreBackup(backup, { ...options, ...sets });
          console.log(`restored: ${backup.name}, ${summaryOf(backup)}`);
          for (const [url, old] of replaced) {
            if (dropReplaced) await dropDatabase(url, old);
            else console.log(`the database ${databaseOf(url)} of before is now ${old}`);
          }
          if (!changesEvents) return;
          await afterRestore({ urls: urlsOf(urls, subgraphNames), redisUrl, now, report }).catch((error) => {
            console.error(
              'The databases are restored, but not the events: run `masar events after-restore` before a service starts.',
            );
            throw error;
          });
        });
      }),
    );
}

function summaryOf({ manifest }: StoredBackup): string {
  const { databases, isConsistent, snapshotSpread } = manifest;
  const bytes = filesOf(manifest).reduce((sum, file) => sum + file.bytes, 0);
  const state = isConsistent ? 'one state of all' : `snapshots within ${snapshotSpread} ms`;
  return `${databases.length} databases, ${shownBytes(bytes)}, ${state}, version ${manifest.madeBy}`;
}

function migrationLines({ manifest }: StoredBackup): string {
  const newest = manifest.databases.map(({ name, migrations }) => [name, migrations.at(-1) ?? 'no migration']);
  return newest.map(([name, migration]) => `  ${name?.padEnd(14)}${migration}`).join('\n');
}
