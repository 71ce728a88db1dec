/** Every bound of the platform that isn't a setting, in one place. Times are milliseconds, sizes bytes. */
export const limits = {
  pruneBatch: 1_000,
} as const;
