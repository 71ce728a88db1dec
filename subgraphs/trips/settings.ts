import { type Environment, setting } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '../settings.ts';

/** Milliseconds. Bookings expire and reminders are sent at most this late. */
const workerInterval = 5_000;

export interface TripsSettings extends SubgraphSettings {
  /** Minutes after which a pending booking expires. */
  approvalMinutes: number;
  /** The interval of the scheduled jobs, in milliseconds. */
  workerInterval: number;
}

/** @throws SettingsFault */
export function readTripsSettings(environment: Environment): TripsSettings {
  const { extra, ...settings } = readSubgraphSettings('trips', environment, {
    BOOKING_APPROVAL_MINUTES: setting.whole(1, 10_080).default(180),
  });
  return { ...settings, approvalMinutes: extra.BOOKING_APPROVAL_MINUTES, workerInterval };
}
