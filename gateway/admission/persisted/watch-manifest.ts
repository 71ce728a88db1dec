import { readFile } from 'node:fs/promises';
import type { Log } from '#platform/log.ts';
import { connectRedis } from '#platform/messaging/bus/redis-connection.ts';
import { firstConnection } from '#platform/messaging/bus/with-redis.ts';
import { BackgroundLoop } from '#platform/run/background-loop.ts';
import { Lifecycle, type Running } from '#platform/run/lifecycle.ts';
import { StartFault } from '#platform/run/start-fault.ts';
import { watchForChanges } from '#platform/run/watch-for-changes.ts';
import { indexOperations, type ManifestOperation, type PublishedOperations, readManifest } from './manifest.ts';
import { readFromRedis, versionInRedis } from './manifest-in-redis.ts';

/** Milliseconds between two checks of Redis. */
const pollInterval = 1_000;

/** The place of the manifest: a file, or the Redis with this URL. */
export type ManifestPlace = { file: string } | { redisUrl: string };

/**
 * Calls `onChange` with the published operations, first before it resolves, then after each change. An invalid version is logged, and the
 * one before stays.
 *
 * @throws StartFault when the first version cannot be read.
 */
export async function watchManifest(
  place: ManifestPlace,
  log: Log,
  onChange: (published: PublishedOperations) => void,
): Promise<Running> {
  const load = async (read: () => Promise<ManifestOperation[]>) => {
    const published = await indexOperations(await read());
    onChange(published);
    log.info({ operations: published.bodies.size }, 'published operations loaded');
  };
  return 'file' in place ? watchInFile(place.file, log, load) : watchInRedis(place.redisUrl, log, load);
}

type Load = (read: () => Promise<ManifestOperation[]>) => Promise<void>;

async function watchInFile(file: string, log: Log, load: Load): Promise<Running> {
  const loadFile = () => load(async () => readManifest(await readFile(file, 'utf8')));
  await orStartFault(loadFile);
  return watchForChanges(file, async () => {
    try {
      await loadFile();
    } catch (error) {
      log.error({ file, err: error }, 'invalid manifest of operations refused');
    }
  });
}

async function watchInRedis(redisUrl: string, log: Log, load: Load): Promise<Running> {
  const lifecycle = new Lifecycle(log);
  const redis = lifecycle.add('redis', connectRedis(redisUrl, log));
  let loaded: string | null = null;
  const loadVersion = async () => {
    const version = await versionInRedis(redis);
    // A Redis that has lost its data must not make every published operation unknown.
    if (version === loaded || version === null) return false;
    await load(() => readFromRedis(redis));
    loaded = version;
    return false;
  };
  try {
    await orStartFault(async () => {
      await firstConnection(redis);
      await loadVersion();
    });
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
  const jobs = { 'published operations': loadVersion };
  lifecycle.add('poll', new BackgroundLoop(jobs, { interval: pollInterval, startDelay: pollInterval, log }));
  return lifecycle;
}

async function orStartFault(load: () => Promise<void>): Promise<void> {
  try {
    await load();
  } catch (error) {
    throw new StartFault(`The published operations cannot be read: ${(error as Error).message}`);
  }
}
