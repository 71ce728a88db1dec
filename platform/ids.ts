import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import { badUserInput } from './errors/refusal.ts';

/** Makes an id: `prefix_` and the 32 hex digits of a UUIDv7 (RFC 9562), so that the ids of one prefix sort by time. */
export type NewId = (prefix: string) => string;

type RandomBytes = (size: number) => Uint8Array;

/** Ids by the clock's time; each takes 16 bytes of `random`. */
export function idGenerator(clock: Clock, random: RandomBytes = randomPool()): NewId {
  return (prefix) => `${prefix}_${v7({ msecs: clock.now().getTime(), random: random(16) }).replaceAll('-', '')}`;
}

/** UUIDv7s that identify requests across the services. */
export function requestIdGenerator(): () => string {
  const random = randomPool();
  return () => v7({ random: random(16) });
}

/** Random bytes, read from the system many at a time: a call costs more than its bytes. */
function randomPool(): RandomBytes {
  const pool = new Uint8Array(4_096);
  let used = pool.length;
  return (size) => {
    if (used + size > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}

/** The part of an id before its underscore. It names the type. */
export function prefixOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('_')));
}

/**
 * Returns the id.
 *
 * @throws Refusal BAD_USER_INPUT with the field when the id has another prefix.
 */
export function requireId(id: string, field: string, ...prefixes: string[]): string {
  if (!prefixes.includes(prefixOf(id))) throw badUserInput(field, 'id');
  return id;
}
