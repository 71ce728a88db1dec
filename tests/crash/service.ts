import { createLocalJWKSet } from 'jose';
import { z } from 'zod';
import { systemClock } from '../../platform/clock.ts';
import { openDatabase } from '../../platform/database/open-database.ts';
import { Lifecycle } from '../../platform/lifecycle.ts';
import { createLog } from '../../platform/log.ts';
import { handler } from '../../platform/messaging/consumer.ts';
import { RedisBus } from '../../platform/messaging/redis-bus.ts';
import { startReceiving } from '../../platform/messaging/start-messaging.ts';
import { tokenVerifier } from '../../platform/security/access-token.ts';
import { readSubgraphSettings } from '../../platform/subgraph/settings.ts';
import { schemaOf } from '../../subgraphs/schemas.ts';
import { createTrips } from '../../subgraphs/trips/service.ts';
import { readTripsSettings } from '../../subgraphs/trips/settings.ts';
import { DeadlyBus } from './deadly-bus.ts';
import { Fate, type Point, type Role } from './points.ts';

const { env } = process;
const log = createLog({ name: env.ROLE ?? '', level: 'warn' });
const fate = new Fate(env.DIE_AT as Point, Number(env.DIE_AT_TIME));
const bus = new DeadlyBus(new RedisBus({ url: env.REDIS_URL ?? '', clock: systemClock, log }), fate);

const told = z.object({ driverId: z.string(), passengerId: z.string() });

const roles: Record<Role, () => Promise<void>> = {
  trips: async () => {
    const settings = readTripsSettings(env);
    const keys = createLocalJWKSet(JSON.parse(env.KEY_SET ?? ''));
    await createTrips({ settings, log, bus, verifyToken: tokenVerifier(settings.token, keys) });
  },
  /** Tells the driver and the passenger of what becomes of a booking. */
  listener: async () => {
    const { name, database } = readSubgraphSettings('notifications', env);
    const { em } = await openDatabase(await schemaOf(name), database, log);
    const handlers = ['trips.booking-requested.v1', 'trips.booking-cancelled.v1'].map((type) =>
      handler(type, told, async (tx, { id, subject, data }) => {
        for (const recipient of [data.driverId, data.passengerId]) {
          const row = [id, subject, recipient];
          await tx.execute(`insert into told (event_id, subject, recipient_id) values (?, ?, ?)`, row);
        }
      }),
    );
    await startReceiving({ em, name, bus, clock: systemClock, log, handlers }, new Lifecycle(log));
  },
};

await roles[env.ROLE as Role]();
console.log('ready');
