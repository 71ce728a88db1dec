import { limits } from '#platform/limits.ts';
import { type Environment, setting } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '#platform/subgraph/settings.ts';

export interface NotificationsSettings extends SubgraphSettings {
  /** By which clock a text tells when a trip departs. */
  timeZone: string;
  /** The file with Firebase's service account; without it, a push is a log line. */
  firebaseCredentials: string | undefined;
  /** How often what is still to be sent is looked for, milliseconds. */
  workerInterval: number;
}

/** Reads the settings of the notifications process. Throws SettingsFault. */
export function readNotificationsSettings(environment: Environment): NotificationsSettings {
  const { extra, ...settings } = readSubgraphSettings('notifications', environment, {
    NOTIFICATIONS_TIME_ZONE: setting
      .text()
      .refine(isTimeZone, 'must be a time zone as in Asia/Riyadh')
      .default('Asia/Riyadh'),
    FIREBASE_CREDENTIALS: setting.text().optional(),
  });
  return {
    ...settings,
    timeZone: extra.NOTIFICATIONS_TIME_ZONE,
    firebaseCredentials: extra.FIREBASE_CREDENTIALS,
    workerInterval: limits.workerInterval,
  };
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
