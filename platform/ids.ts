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

/** A bound between the ids of a prefix that were made before a time and those that were made at it or later. It is no id itself. */
export function idBoundAt(prefix: string, time: Date): string {
  return `${prefix}_${Math.max(0, time.getTime()).toString(16).padStart(12, '0')}`;
}

/** The time at which an id was made, to the millisecond. Null when the text has no such time, or one after the year 9999. */
export function timeOfId(id: string): Date | null {
  const digits = id.slice(id.indexOf('_') + 1);
  const time = /^[0-9a-f]{12}/.test(digits) ? Number.parseInt(digits.slice(0, 12), 16) : Number.POSITIVE_INFINITY;
  return time <= lastTime ? new Date(time) : null;
}

const lastTime = Date.UTC(9999, 11, 31);

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
