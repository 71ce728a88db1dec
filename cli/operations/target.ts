import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { withRedis } from '#platform/messaging/bus/with-redis.ts';
import {
  type ManifestOperation,
  maxPublished,
  readManifest,
  writeManifest,
} from '../../gateway/admission/persisted/manifest.ts';
import { publishToRedis, readFromRedis } from '../../gateway/admission/persisted/manifest-in-redis.ts';
import { readIfPresent, replaceFile } from '../files.ts';
import { CannotRun } from '../schema/cannot-run.ts';

export type PublishMode = 'add' | 'replace';

/** The place of a manifest. */
export interface ManifestTarget {
  name: string;
  /**
   * Adds the operations, or replaces those that it has, in one step. Returns the number of operations that it did not have before.
   *
   * @throws CannotRun when it cannot be read or written, or would have too many operations.
   */
  publish(operations: readonly ManifestOperation[], mode: PublishMode): Promise<number>;
  /**
   * Reads the published operations.
   *
   * @throws InvalidManifest
   */
  read(): Promise<ManifestOperation[]>;
}

/** The target that `--to` or PERSISTED_OPERATIONS_MANIFEST names; undefined for redis without a URL. */
export function manifestTarget(place: string, root: string, redisUrl: string | undefined): ManifestTarget | undefined {
  if (place !== 'redis') {
    const file = path.resolve(root, place);
    const read = async () => readManifest(await readFile(file, 'utf8'));
    return { name: place, publish: (...input) => publishToFile(file, ...input), read };
  }
  if (!redisUrl) return undefined;
  const read = () => withRedis(redisUrl, readFromRedis);
  return { name: 'Redis', publish: (...input) => publishInRedis(redisUrl, ...input), read };
}

async function publishToFile(
  file: string,
  operations: readonly ManifestOperation[],
  mode: PublishMode,
): Promise<number> {
  const text = await readIfPresent(file);
  const present = text === null ? [] : readManifest(text);
  const byId = new Map(mode === 'add' ? present.map((each) => [each.id, each]) : []);
  for (const each of operations) byId.set(each.id, each);
  if (byId.size > maxPublished) throw tooMany();
  await replaceFile(file, writeManifest([...byId.values()]));
  const known = new Set(present.map(({ id }) => id));
  return operations.filter(({ id }) => !known.has(id)).length;
}

async function publishInRedis(
  url: string,
  operations: readonly ManifestOperation[],
  mode: PublishMode,
): Promise<number> {
  const added = await withRedis(url, (redis) => publishToRedis(redis, operations, mode));
  if (added === null) throw tooMany();
  return added;
}

const tooMany = (): CannotRun =>
  new CannotRun(`the manifest would have more than ${maxPublished} operations: use --replace to remove old ones`);
