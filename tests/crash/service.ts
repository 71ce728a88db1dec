import { createLocalJWKSet } from 'jose';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { createNotifications } from '../../subgraphs/notifications/service.ts';
import { readNotificationsSettings } from '../../subgraphs/notifications/settings.ts';
import { createTrips } from '../../subgraphs/trips/service.ts';
import { readTripsSettings } from '../../subgraphs/trips/settings.ts';
import { DeadlyBus } from './deadly-bus.ts';
import { Fate, type Point, type Role } from './points.ts';

const { env } = process;
const log = createLog({ name: env.ROLE ?? '', level: 'warn' });
const fate = new Fate(env.DIE_AT as Point, Number(env.DIE_AT_TIME));
const bus = new DeadlyBus(new RedisBus({ url: env.REDIS_URL ?? '', clock: systemClock, log }), fate);

const keys = createLocalJWKSet(JSON.parse(env.KEY_SET ?? ''));

const roles: Record<Role, () => Promise<unknown>> = {
  trips: () => {
    const settings = readTripsSettings(env);
    return createTrips({ settings, log, bus, verifyToken: tokenVerifier(settings.token, keys) });
  },
  notifications: () => {
    const settings = readNotificationsSettings(env);
    return createNotifications({ settings, log, bus, verifyToken: tokenVerifier(settings.token, keys) });
  },
};

await roles[env.ROLE as Role]();
console.log('ready');
