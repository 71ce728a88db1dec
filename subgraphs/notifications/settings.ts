import { type Environment, setting } from '#platform/settings.ts';
import { readSubgraphSettings, type SubgraphSettings } from '../settings.ts';

/** Milliseconds. A signal wakes the jobs, so this is the delay after a lost signal and for a due retry. */
const workerInterval = 5_000;

export interface NotificationsSettings extends SubgraphSettings {
  /** The time zone of the times in texts. */
  timeZone: string;
  /** The path of Firebase's service account file. Without it, pushes are only logged. */
  firebaseCredentials: string | undefined;
  /** The interval of the background jobs, in milliseconds. */
  workerInterval: number;
}

/** @throws SettingsFault */
export function readNotificationsSettings(environment: Environment): NotificationsSettings {
  const { extra, ...settings } = readSubgraphSettings('notifications', environment, {
    NOTIFICATIONS_TIME_ZONE: setting
      .text()
      .refine(isTimeZone, 'must be a time zone such as Asia/Riyadh')
      .default('Asia/Riyadh'),
    FIREBASE_CREDENTIALS: setting.text().optional(),
  });
  return {
    ...settings,
    timeZone: extra.NOTIFICATIONS_TIME_ZONE,
    firebaseCredentials: extra.FIREBASE_CREDENTIALS,
    workerInterval,
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
