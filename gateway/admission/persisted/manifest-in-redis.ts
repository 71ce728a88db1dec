import { randomUUID } from 'node:crypto';
import type { Redis } from '#platform/messaging/bus/redis-connection.ts';
import { checkOperations, type ManifestOperation, maxPublished } from './manifest.ts';

// One hash slot, so that one script writes both in a Redis Cluster.
const operationsKey = 'masar:{operations}';
const versionKey = 'masar:{operations}:version';

/** Adds operations in one step, so that two publishers never lose each other's. Returns -1, and changes nothing, for too many. */
const publishScript = `
if ARGV[1] == 'replace' then redis.call('DEL', KEYS[1]) end
local added = 0
for i = 4, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then added = added + 1 end
end
if redis.call('HLEN', KEYS[1]) + added > tonumber(ARGV[2]) then return -1 end
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('SET', KEYS[2], ARGV[3])
return added`;

/** Returns the number of operations that are new, or null, without a change, when there would be too many. Rejects when Redis is away. */
export async function publishToRedis(
  redis: Redis,
  operations: readonly ManifestOperation[],
  mode: 'add' | 'replace',
): Promise<number | null> {
  const fields = operations.flatMap(({ id, ...rest }) => [id, JSON.stringify(rest)]);
  const keys = ['2', operationsKey, versionKey];
  const added = await redis.send<number>(operationsKey, [
    'EVAL',
    publishScript,
    ...keys,
    mode,
    String(maxPublished),
    randomUUID(),
    ...fields,
  ]);
  return added < 0 ? null : added;
}

/** The id of the last publication, which differs from every other; null before the first. Rejects when Redis is away. */
export function versionInRedis(redis: Redis): Promise<string | null> {
  return redis.send<string | null>(operationsKey, ['GET', versionKey]);
}

/**
 * Reads the published operations. Rejects when Redis is away.
 *
 * @throws InvalidManifest
 */
export async function readFromRedis(redis: Redis): Promise<ManifestOperation[]> {
  const fields = await redis.send<string[]>(operationsKey, ['HGETALL', operationsKey]);
  const operations: ManifestOperation[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const { name, type, body } = JSON.parse(fields[at + 1] ?? '') as Omit<ManifestOperation, 'id'>;
    operations.push({ id: fields[at] ?? '', name, type, body });
  }
  return checkOperations(operations);
}
