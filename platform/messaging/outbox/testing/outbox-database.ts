import type { MikroORM } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { silent, testDatabase } from '#test-kit/templates.ts';
import { until } from '#test-kit/until.ts';
import { schemaOf } from '../../../../subgraphs/load.ts';
import { systemClock } from '../../../clock.ts';
import { createOrm } from '../../../database/open-database.ts';
import { idGenerator } from '../../../ids.ts';
import type { Running } from '../../../run/lifecycle.ts';
import type { Bus } from '../../bus/bus.ts';
import { eventType } from '../../cloud-event.ts';
import { appendToOutbox, OutboxMessage } from '../outbox.ts';
import { Relay } from '../relay.ts';

const newId = idGenerator(systemClock);
const happened = eventType('trips', 'trips.happened.v1', z.object({ at: z.number() }));

export interface OutboxDatabase {
  url: string;
  orm: MikroORM;
  /** Starts a relay, which `stopRelays` stops. */
  relayOver(bus: Bus, on?: MikroORM): Relay;
  stopRelays(): Promise<void>;
  /** Commits an event of each subject. */
  commit(subjects: readonly string[], at: number): Promise<void>;
  /** The number of events by status. */
  counts(): Promise<Record<string, number>>;
  /** Resolves when no event is pending. */
  allSent(): Promise<unknown>;
  clear(): Promise<void>;
  drop(): Promise<void>;
}

/** A database with an outbox. */
export async function outboxDatabase(): Promise<OutboxDatabase> {
  const database = await testDatabase('trips');
  const orm = await createOrm(await schemaOf('trips'), { url: database.url, poolMax: 12, logSql: false }, silent);
  const running: Running[] = [];
  const counts = async () => {
    const select = 'select status, count(*)::int as count from messaging.outbox group by 1';
    const rows = await orm.em.fork().execute<{ status: string; count: number }[]>(select);
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  };
  return {
    url: database.url,
    orm,
    relayOver: (bus, on = orm) => {
      const relay = new Relay({ em: on.em, bus, source: 'trips', clock: systemClock, log: silent });
      running.push(relay);
      return relay;
    },
    stopRelays: async () => {
      for (const part of running.splice(0).toReversed()) await part.stop();
    },
    commit: (subjects, at) =>
      orm.em.fork().transactional(async (tx) => {
        const origin = { now: new Date(), newId };
        for (const subject of subjects) appendToOutbox(tx, happened.create(subject, { at }, origin));
      }),
    counts,
    allSent: () => until(async () => !(await counts()).PENDING),
    clear: async () => {
      await orm.em.fork().nativeDelete(OutboxMessage, {});
      await orm.em.fork().execute('update messaging.claims set value = null');
    },
    drop: async () => {
      await orm.close(true);
      await database.drop();
    },
  };
}
