import path from 'node:path';
import { createLog } from '#platform/log.ts';
import { type Environment, processEnvironment, SettingsFault } from '#platform/settings.ts';
import { loadSubgraphs } from '../../subgraphs/load.ts';
import { runInForeground } from '../foreground.ts';
import { startEmbeddedDatabase } from '../start/embedded-database.ts';
import { type PlatformSettings, readPlatformSettings } from '../start/settings.ts';
import { startWatchedPlatform } from './watched-platform.ts';

/**
 * `npm run dev`: the whole platform as `npm start` runs it, restarted when a source file or `.env` changes. PostgreSQL belongs to this
 * process, which is not restarted. Runs until Ctrl-C.
 */
export async function dev(): Promise<void> {
  // Excludes the variables of `.env`: the platform reads that file itself, at each restart.
  const inherited = { ...process.env };
  const settings = await readOwnSettings(processEnvironment());
  const log = createLog({ name: 'masar-dev', level: settings.logLevel, pretty: process.stdout.isTTY });
  await runInForeground(
    async (lifecycle, fail) => {
      const databaseUrl = settings.databaseUrl ?? (await startEmbeddedDatabase(settings, log, lifecycle, fail));
      const compileCache = path.join(settings.dataDir, 'compile-cache');
      const environment = {
        NODE_COMPILE_CACHE: compileCache,
        ...inherited,
        DATABASE_URL: databaseUrl,
        DATABASE_URL_FILE: '',
      };
      const onEnd = () => fail(new Error('the watching process ended'));
      lifecycle.add('platform', startWatchedPlatform(environment, onEnd));
    },
    { log, ready: () => log.info('restarts the platform when a file changes') },
  );
}

/** The watched process loads the subgraphs and reads their settings: a fault there must not end this one. With a fault here, all are reported. */
async function readOwnSettings(environment: Environment): Promise<PlatformSettings> {
  try {
    return readPlatformSettings(environment, new Map());
  } catch (error) {
    if (error instanceof SettingsFault) readPlatformSettings(environment, await loadSubgraphs());
    throw error;
  }
}
