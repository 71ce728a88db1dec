import { expect, test } from '@jest/globals';
import { hasRedis } from '#test-kit/redis.ts';
import { crashEvents } from './campaign.ts';
import { points } from './points.ts';

const leastKills = 50;
const pointsOf = Object.entries(points).flatMap(([role, names]) => names.map((name) => `${role}: ${name}`));

const testWithRedis = hasRedis('deaths of processes and of Redis while events are on their way') ? test : test.skip;

testWithRedis(
  'every event of a booking has its effect once, wherever processes and Redis die',
  async () => {
    const reached = new Set<string>();
    const lines: string[] = [];
    const { deaths, faults, bookings, events } = await crashEvents(
      (kills) => kills < leastKills || pointsOf.some((point) => !reached.has(point)),
      (line) => {
        lines.push(line);
        reached.add(line.slice(line.indexOf(' ') + 1));
      },
    );
    const total = [...deaths.values()].reduce((sum, count) => sum + count, 0);
    process.stderr.write(`${lines.join('\n')}\n${total} deaths, ${bookings} bookings, ${events} events\n`);
    expect(faults).toEqual([]);
    expect(pointsOf.filter((point) => !deaths.has(point))).toEqual([]);
    expect(total).toBeGreaterThanOrEqual(leastKills);
    expect(bookings).toBeGreaterThan(50);
  },
  240_000,
);
