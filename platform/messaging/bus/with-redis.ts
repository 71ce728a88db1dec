import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../log.ts';
import { connectRedis, type Redis } from './redis-connection.ts';

/** The time for Redis to accept the first connection, in milliseconds. */
const connectTimeout = 10_000;

/** Resolves when Redis has accepted a connection. Rejects when it does not within ten seconds. */
export async function firstConnection(redis: Redis): Promise<void> {
  const timeout = new AbortController();
  const late = sleep(connectTimeout, undefined, { signal: timeout.signal }).then(() => {
    throw new Error('Redis does not answer');
  });
  late.catch(() => {});
  try {
    await Promise.race([redis.ready(), late]);
  } finally {
    timeout.abort();
  }
}

/** Runs `work` with a connection to Redis, which is then closed. Rejects when Redis does not answer. */
export async function withRedis<Result>(url: string, work: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = connectRedis(url, createLog({ name: 'redis', level: 'silent' }));
  try {
    await firstConnection(redis);
    return await work(redis);
  } finally {
    await redis.stop();
  }
}
