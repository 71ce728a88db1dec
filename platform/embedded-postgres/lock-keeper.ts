import type { Client } from 'pg';
import { knock } from './connect.ts';
import type { Server } from './find-server.ts';
import { PlatformAlreadyRunning, takeHold } from './lock.ts';
import type { Log } from './log.ts';
import type { Places } from './paths.ts';
import { poll } from './poll.ts';

const REGAIN_LIMIT_MS = 60_000;
const REGAIN_EVERY_MS = 250;

/** The hold of a running platform. */
export interface KeptHold {
  /**
   * Must precede the server's stop: what the connection suffers from now on is meant. Resolves to the refusal that
   * names the new holder when another process took the hold while this one had lost it.
   */
  beginRelease(): Promise<PlatformAlreadyRunning | undefined>;
  /** Closes the connection, and with it the hold. */
  release(): Promise<void>;
}

/**
 * Watches a hold that was taken on `server.client`. When the connection is lost (PostgreSQL closes all of them when one
 * of its processes crashes), warns and takes the hold again as soon as the server lets it, for REGAIN_LIMIT_MS.
 */
export function keepHold(server: Server, password: string, places: Places, log: Log): KeptHold {
  let client = server.client;
  let releasing = false;
  let successor: PlatformAlreadyRunning | undefined;
  let regaining: Promise<void> = Promise.resolve();

  watch();

  function watch(): void {
    const watched = client;
    let lost = false;
    const onLoss = () => {
      if (lost || releasing) return;
      lost = true;
      watched.end().catch(() => {});
      regaining = regain();
    };
    watched.on('error', onLoss);
    watched.on('end', onLoss);
  }

  async function regain(): Promise<void> {
    log.warn({ pid: server.pid, dataDir: places.dataDir }, 'lost the connection that holds the data folder');
    const outcome = await poll(tryOnce, REGAIN_LIMIT_MS, REGAIN_EVERY_MS);
    if (outcome === 'released') return;
    if (outcome === undefined) {
      log.warn({ dataDir: places.dataDir }, 'could not take hold of the data folder again: PostgreSQL does not answer');
    } else if (outcome instanceof PlatformAlreadyRunning) {
      successor = outcome;
      log.warn({ holder: outcome.holder, dataDir: places.dataDir }, 'another process holds the data folder by now');
    } else {
      client = outcome;
      watch();
      log.info({ dataDir: places.dataDir }, 'holds the data folder again');
    }
  }

  async function tryOnce(): Promise<Client | PlatformAlreadyRunning | 'released' | undefined> {
    // Asked before the try: after a release began there is one try more, so that a new holder is seen.
    const last = releasing ? 'released' : undefined;
    try {
      const knocked = await knock(server.port, password, places.cluster);
      if (knocked.answer !== 'open') return last;
      await takeHold(knocked.client, places.dataDir);
      return knocked.client;
    } catch (error) {
      return error instanceof PlatformAlreadyRunning ? error : last;
    }
  }

  return {
    beginRelease: async () => {
      // A loss that has not been noticed yet is, by the query that fails.
      await client.query('SELECT').catch(() => {});
      releasing = true;
      await regaining;
      return successor;
    },
    release: async () => {
      await client.end().catch(() => {});
    },
  };
}
