/** Every bound of the platform that isn't a setting, in one place. Times are milliseconds, sizes bytes. */
export const limits = {
  bookingBatch: 500,
  bookingRaces: 8,
  bookingStatements: 2,
  bookingsTogether: 64,
  workerInterval: 5_000,
  workerBatch: 100,
  pruneBatch: 1_000,
  pruneInterval: 60_000,
} as const;
