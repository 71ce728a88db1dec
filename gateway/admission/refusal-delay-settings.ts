import type { z } from 'zod';
import { setting } from '#platform/settings.ts';

/** The variables of the delay of refused sign-ins. */
export const refusalDelayVariables = {
  SIGN_IN_REFUSAL_MILLISECONDS: setting.whole(0, 10_000).default(1_000),
};

type Variables = { [Name in keyof typeof refusalDelayVariables]: z.output<(typeof refusalDelayVariables)[Name]> };

/** Milliseconds after which a refused sign-in is answered. */
export const refusalDelayOf = ({ SIGN_IN_REFUSAL_MILLISECONDS: delay }: Variables): number => delay;
