/** The limits of the gateway that MEASURE_LIMITS can turn into mere counts. */
export const limitNames = [
  'operation-cost',
  'subgraph-cost',
  'address-requests',
  'account-requests',
  'address-cost',
  'account-cost',
  'sign-ins',
  'overload',
] as const;

export type LimitName = (typeof limitNames)[number];
