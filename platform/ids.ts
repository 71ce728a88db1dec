import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import { badUserInput } from './errors/refusal.ts';

/** A new id: `prefix_` and the 32 hex digits of a UUIDv7, so that the ids of one prefix sort by time. */
export type NewId = (prefix: string) => string;

/** Ids from the clock and the random source that are given; 16 random bytes a call. */
export function idGenerator(clock: Clock, random: (size: number) => Uint8Array = pooledRandom): NewId {
  return (prefix) => `${prefix}_${uuidv7(clock.now(), random(16))}`;
}

const pool = new Uint8Array(4_096);
let used = pool.length;

/** Bytes of the system's random source, each given out once. It is asked for many at a time: a call costs more than the bytes. */
function pooledRandom(size: number): Uint8Array {
  if (used + size > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
}

/** The 32 hex digits, without dashes, of a UUIDv7 (RFC 9562). */
function uuidv7(now: Date, random: Uint8Array): string {
  return v7({ msecs: now.getTime(), random }).replaceAll('-', '');
}

/** An id by which a request is followed through the services: a UUIDv7. */
export function newRequestId(): string {
  return v7({ random: pooledRandom(16) });
}

/** The part of an id before its underscore: what type of thing it names. */
export function prefixOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('_')));
}

/** Returns the id if its prefix is one of those expected. Throws BAD_USER_INPUT naming the field if not. */
export function requireId(id: string, field: string, ...prefixes: string[]): string {
  if (!prefixes.includes(prefixOf(id))) throw badUserInput(field, 'id');
  return id;
}
