import path from 'node:path';
import type { z } from 'zod';
import { projectRoot, type SettingsRules, setting } from '#platform/settings.ts';
import { type PersistedMode, persistedModes } from './persisted-operations.ts';
import type { ManifestPlace } from './watch-manifest.ts';

/** The variables of persisted operations. */
export const persistedSettings = {
  PERSISTED_OPERATIONS: setting.oneOf(persistedModes).default('off'),
  PERSISTED_OPERATIONS_MANIFEST: setting.text().optional(),
};

type Variables = { [Name in keyof typeof persistedSettings]?: z.output<(typeof persistedSettings)[Name]> };

/** How the gateway uses published operations, and where it reads them; null when it does not. */
export interface PersistedSettings {
  mode: PersistedMode;
  manifest: ManifestPlace | null;
}

/** Every mode but `off` needs a manifest, and one in Redis needs its URL. */
export const persistedRules: SettingsRules = ({
  PERSISTED_OPERATIONS: mode = 'off',
  PERSISTED_OPERATIONS_MANIFEST: manifest,
  REDIS_URL,
}) => [
  ...(mode !== 'off' && !manifest
    ? [`PERSISTED_OPERATIONS_MANIFEST: is needed when PERSISTED_OPERATIONS is ${mode}`]
    : []),
  ...(manifest === 'redis' && !REDIS_URL ? ['REDIS_URL: is needed when PERSISTED_OPERATIONS_MANIFEST is redis'] : []),
];

/** The settings of the variables. A file is relative to the project's root. */
export function persistedSettingsOf(
  { PERSISTED_OPERATIONS: mode = 'off', PERSISTED_OPERATIONS_MANIFEST: manifest }: Variables,
  redisUrl: string | undefined,
): PersistedSettings {
  return { mode, manifest: mode === 'off' || !manifest ? null : manifestPlaceOf(manifest, redisUrl) };
}

/** The place that a value of PERSISTED_OPERATIONS_MANIFEST names. */
export function manifestPlaceOf(manifest: string, redisUrl: string | undefined): ManifestPlace {
  return manifest === 'redis' ? { redisUrl: redisUrl ?? '' } : { file: path.resolve(projectRoot, manifest) };
}
