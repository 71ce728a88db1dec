import type { z } from 'zod';
import { setting } from '#platform/settings.ts';

/** The variables of load shedding. */
export const overloadSettings = {
  OVERLOAD_DELAY_MILLISECONDS: setting.whole(5, 10_000).optional(),
};

type Variables = { [Name in keyof typeof overloadSettings]?: z.output<(typeof overloadSettings)[Name]> };

/** When the gateway refuses requests because it cannot keep up. */
export interface OverloadSettings {
  /** Milliseconds that an accepted request may wait until it is served. */
  delay: number;
}

/** A developer's machine, which runs everything in one process, may be busy with other things. */
const defaultDelay = (production: boolean): number => (production ? 50 : 2_000);

/** The settings of the variables. */
export function overloadSettingsOf(
  { OVERLOAD_DELAY_MILLISECONDS: delay }: Variables,
  production: boolean,
): OverloadSettings {
  return { delay: delay ?? defaultDelay(production) };
}
