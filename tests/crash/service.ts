import { createLocalJWKSet } from 'jose';
import { systemClock } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { createNotifications } from '../../subgraphs/notifications/service.ts';
import { readNotificationsSettings } from '../../subgraphs/notifications/settings.ts';
import { createTrips } from '../../subgraphs/trips/service.ts';
import { readTripsSettings } from '../../subgraphs/trips/settings.ts';
import { type CrashPoint, CrashTrigger, type Role } from './crash-points.ts';
import { CrashingBus } from './crashing-bus.ts';

const { env } = process;
const log = createLog({ name: env.ROLE ?? '', level: 'warn' });
const trigger = new CrashTrigger(env.CRASH_AT as CrashPoint, Number(env.CRASH_AT_VISIT));
const bus = new CrashingBus(new RedisBus({ url: env.REDIS_URL ?? '', clock: systemClock, log }), trigger);

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
