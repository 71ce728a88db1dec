import type { z } from 'zod';
import { setting } from '#platform/settings.ts';

/** The limits of what operations may cost. */
export interface CostSettings {
  /** The greatest estimated cost of an operation. */
  operationMax: number;
  /** The length of a list of which the schema says nothing. */
  assumedListSize: number;
}

/**
 * A page of 100 trips with their seats, stops and 100 bookings each, which is the most expensive one that clients are promised, costs a
 * third of it.
 */
export const costDefaults: CostSettings = { operationMax: 50_000, assumedListSize: 10 };

/** The variables of these settings. */
export const costVariables = {
  OPERATION_MAX_COST: setting.whole(1, Number.MAX_SAFE_INTEGER).default(costDefaults.operationMax),
  ASSUMED_LIST_SIZE: setting.whole(0, 1_000_000).default(costDefaults.assumedListSize),
};

type Variables = { [Name in keyof typeof costVariables]: z.output<(typeof costVariables)[Name]> };

export function costSettingsOf(value: Variables): CostSettings {
  return { operationMax: value.OPERATION_MAX_COST, assumedListSize: value.ASSUMED_LIST_SIZE };
}
