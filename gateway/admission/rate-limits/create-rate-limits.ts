import type { Metrics } from '#platform/http/metrics.ts';
import type { Limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import { connectRedis } from '#platform/messaging/bus/redis-connection.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import type { LimitName } from '../../limit-names.ts';
import { RateLimits } from './rate-limits.ts';
import { RedisStore } from './redis-store.ts';
import type { RateLimitSettings } from './settings.ts';

export interface RateLimitsEnvironment {
  limits: Limits<LimitName>;
  metrics: Metrics;
  lifecycle: Lifecycle;
  log: Log;
}

/** Creates the limits of what a client may use in a minute, counted in Redis when there is one. */
export function createRateLimits(
  settings: RateLimitSettings,
  redisUrl: string | undefined,
  { limits, metrics, lifecycle, log }: RateLimitsEnvironment,
): RateLimits {
  if (!redisUrl) return new RateLimits({ settings, limits, store: null });
  const redis = lifecycle.add('connection of the rate limits', connectRedis(redisUrl, log));
  const store = new RedisStore(redis);
  metrics.gauge('rate_limits_without_redis', 'Whether Redis is away, so that the process counts by itself', () =>
    Number(store.hasFailed),
  );
  return new RateLimits({ settings, limits, store });
}
