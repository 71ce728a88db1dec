import { limits } from '#platform/limits.ts';
import { type Environment, setting } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '../settings.ts';

export interface TripsSettings extends SubgraphSettings {
  /** How long a booking may wait to be confirmed. */
  approvalMinutes: number;
  /** How often what time does is looked for, milliseconds. */
  workerInterval: number;
}

/** Reads the settings of the trips process. Throws SettingsFault. */
export function readTripsSettings(environment: Environment): TripsSettings {
  const { extra, ...settings } = readSubgraphSettings('trips', environment, {
    BOOKING_APPROVAL_MINUTES: setting.whole(1, 10_080).default(180),
  });
  return { ...settings, approvalMinutes: extra.BOOKING_APPROVAL_MINUTES, workerInterval: limits.workerInterval };
}
