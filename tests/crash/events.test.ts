import { expect, test } from '@jest/globals';
import { hasRedis } from '#test-kit/redis.ts';
import { crashEvents } from './campaign.ts';
import { crashPoints } from './crash-points.ts';

const leastCrashes = 50;
const places = Object.entries(crashPoints).flatMap(([role, points]) => points.map((point) => `${role}: ${point}`));

const testWithRedis = hasRedis('crashes of processes and of Redis while events are in transit') ? test : test.skip;

testWithRedis(
  'every event of a booking takes effect exactly once, wherever processes and Redis crash',
  async () => {
    const reached = new Set<string>();
    const lines: string[] = [];
    const { crashes, faults, bookings, events } = await crashEvents(
      (count) => count < leastCrashes || places.some((place) => !reached.has(place)),
      (line) => {
        lines.push(line);
        reached.add(line.slice(line.indexOf(' ') + 1));
      },
    );
    const total = [...crashes.values()].reduce((sum, count) => sum + count, 0);
    process.stderr.write(`${lines.join('\n')}\n${total} crashes, ${bookings} bookings, ${events} events\n`);
    expect(faults).toEqual([]);
    expect(places.filter((place) => !crashes.has(place))).toEqual([]);
    expect(total).toBeGreaterThanOrEqual(leastCrashes);
    expect(bookings).toBeGreaterThan(50);
  },
  240_000,
);
