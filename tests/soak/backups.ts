import type { Client } from 'pg';
import { hasInstalledPostgres } from '#test-kit/installed-postgres.ts';
import { makeManyTrips } from '../../subgraphs/trips/testing/many-trips.ts';
import { makeManyAccounts } from '../../subgraphs/users/testing/many-accounts.ts';
import { BackupScene } from '../ci/backup-scene.ts';

/** Four bookings each. */
const trips = 250_000;
const accounts = 300_000;
/** Events of trips that notifications has handled. */
const events = 300_000;

const id = `'e_' || lpad(to_hex((extract(epoch from now()) * 1000)::bigint - at), 12, '0') || '7' || substr(md5(at::text), 1, 19)`;
const made = `now() - at * interval '1 millisecond'`;
const sentEvents = `
  insert into messaging.outbox (id, message_type, subject, body, status, attempts, created_at, sent_at)
  select ${id}, 'trips.booking-requested.v1', 'b_' || at, jsonb_build_object('bookingId', 'b_' || at, 'seats', array[1, 2]), 'SENT', 1,
    ${made}, ${made} from generate_series(1, $1::int) at`;
const copiedEvents = 'select id, message_type, subject, created_at from messaging.outbox';
const handledEvents = `
  insert into messaging.envelope (id, source, message_type, subject, status, execution_time, created_at)
  select each->>'id', 'trips', each->>'message_type', each->>'subject', 'DONE', (each->>'created_at')::timestamptz,
    (each->>'created_at')::timestamptz from unnest($1::jsonb[]) each`;

/** Times a backup of a million bookings, its verification and its restoration, with a server that is as durable as in production. */
export async function soakBackups(minutes: number): Promise<void> {
  if (!hasInstalledPostgres('backups of a million bookings')) return;
  const scene = new BackupScene();
  try {
    await scene.startWithoutData({ max_wal_size: '4GB' });
    await scene.on('trip', (client) => makeManyTrips(client, { trips, booked: 0.5, now: new Date() }));
    await scene.on('user', (client) => makeManyAccounts(client, accounts, new Date()));
    await makeEvents(scene);
    console.log(`${await scene.countOf('trip', 'seat_bookings')} bookings`);
    const end = performance.now() + minutes * 60_000;
    do {
      await scene.beforeEach();
      try {
        await timed(scene, ['backup', '--to', scene.root]);
        await timed(scene, ['verify', '--from', scene.root]);
        await timed(scene, ['restore', '--from', scene.root, '--replace', '--drop-replaced']);
      } finally {
        await scene.afterEach();
      }
    } while (performance.now() < end);
  } finally {
    await scene.stop();
  }
}

async function makeEvents(scene: BackupScene): Promise<void> {
  const sent = await scene.on('trip', async (client: Client) => {
    await client.query(sentEvents, [events]);
    return (await client.query(copiedEvents)).rows;
  });
  await scene.on('notifications', (client) => client.query(handledEvents, [sent]));
}

async function timed(scene: BackupScene, args: string[]): Promise<void> {
  const began = performance.now();
  const { code, printed } = await scene.masar(['db', ...args]);
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`${printed.trim()}\n${args[0]}: ${seconds} s\n`);
  if (code !== 0) throw new Error(`masar db ${args[0]} ended with ${code}`);
}
