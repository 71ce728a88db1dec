import type { CloudEvent } from '../cloud-event.ts';
import type { Redis } from './redis-connection.ts';

/** Events that one command reads. */
export const readBatch = 500;

/** The time that a read waits for a new event, in milliseconds: less than the time-out of a connection. */
export const blockTime = 2_000;

/** An event's position, `milliseconds-number`, and its fields and values. */
export type Entry = [position: string, fields: string[]];

export const eventsOf = (entries: readonly Entry[]): CloudEvent[] =>
  entries.map(([, [, text]]) => JSON.parse(text ?? '') as CloudEvent);

/** A function of Lua that returns the id of the present start of the node: a new one after each restart, and after each failover to it. */
export const startFunction = `
local function start()
  local info = redis.call('INFO', 'server') .. redis.call('INFO', 'replication')
  return redis.sha1hex(string.match(info, 'run_id:(%w+)') .. (string.match(info, 'master_replid:(%w+)') or ''))
end`;

const startScript = `${startFunction}
return start()`;

/** The id of the present start of the node that has the stream. A script, since a cluster redirects only commands with keys. */
export function readStart(redis: Redis, stream: string): Promise<string> {
  return redis.send<string>(stream, ['EVAL', startScript, '1', stream]);
}

export function isBefore(position: string, other: string): boolean {
  const [time = '', number = ''] = position.split('-');
  const [otherTime = '', otherNumber = ''] = other.split('-');
  return BigInt(time) < BigInt(otherTime) || (time === otherTime && BigInt(number) < BigInt(otherNumber));
}
