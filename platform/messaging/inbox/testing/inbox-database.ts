import type { MikroORM } from '@mikro-orm/postgresql';
import { silent, testDatabase } from '#test-kit/templates.ts';
import { schemaOf } from '../../../../subgraphs/load.ts';
import { createOrm } from '../../../database/open-database.ts';
import { idGenerator } from '../../../ids.ts';
import type { CloudEvent } from '../../cloud-event.ts';
import { DeadLetter, Envelope } from '../../entities.ts';

export interface InboxDatabase {
  url: string;
  orm: MikroORM;
  /** The ids of the events that have had an effect, in order. */
  effects(): Promise<string[]>;
  /** The number of envelopes by status. */
  statuses(): Promise<Record<string, number>>;
  clear(): Promise<void>;
  drop(): Promise<void>;
}

export function openOrm(url: string): Promise<MikroORM> {
  return schemaOf('notifications').then((schema) => createOrm(schema, { url, poolMax: 8, logSql: false }, silent));
}

/** A database with an inbox and a table for the effects of handlers: one for an event. */
export async function inboxDatabase(): Promise<InboxDatabase> {
  const database = await testDatabase('notifications');
  const orm = await openOrm(database.url);
  await orm.em.execute('create table effects (n bigserial, event text unique, subject text, at int)');
  const select = <Row>(sql: string) => orm.em.fork().execute<Row[]>(sql);
  return {
    url: database.url,
    orm,
    effects: async () => {
      const rows = await select<{ event: string }>('select event from effects order by n');
      return rows.map(({ event }) => event);
    },
    statuses: async () => {
      const counts = 'select status, count(*)::int as count from messaging.envelope group by 1';
      const rows = await select<{ status: string; count: number }>(counts);
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    },
    clear: async () => {
      await orm.em.fork().nativeDelete(Envelope, {});
      await orm.em.fork().nativeDelete(DeadLetter, {});
      await orm.em.execute('delete from effects');
    },
    drop: async () => {
      await orm.close(true);
      await database.drop();
    },
  };
}

const newId = idGenerator({ now: () => new Date() });

export function eventOf(
  subject: string,
  { data = { at: 1 }, type = 'source.happened.v1' }: { data?: Record<string, unknown>; type?: string } = {},
): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('e'),
    source: 'source',
    type,
    subject,
    time: '2031-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    data,
  };
}
